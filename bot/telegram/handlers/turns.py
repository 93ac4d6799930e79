"""The last answers of each conversation, for the buttons below them."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bot.messages.language import Language
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from knowledge.models import Citation

# So many answers of a conversation keep their buttons, and so many of all.
MAX_TURNS_PER_CONVERSATION, MAX_TURNS = 20, 2000


@dataclass
class Turn:
    """A question and what the buttons below its answer need.

    ``acts`` when they go on from it, which only the newest answer's may; ``votes`` are the thumbs
    given by each user.
    """

    number: int
    question: Question
    language: Language
    citations: tuple[Citation, ...]
    acts: bool
    votes: dict[int, str] = field(default_factory=dict)


class Turns:
    """The turns of all conversations, the oldest of which make room."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, where: str, question: Question, reply: Reply) -> Turn:
        """The turn that a reply to a question makes."""
        kept = self._kept.setdefault(where, deque())
        self._kept.move_to_end(where)
        # Numbers go on over a restart: a button from before it must not fit by chance.
        number = kept[-1].number + 1 if kept else int(time.time())
        # Thanks and the like are no step: what was told before them can be gone on from.
        acts = reply.kind is not ReplyKind.SMALL_TALK
        turn = Turn(number, question, reply.language, reply.citations, acts)
        kept.append(turn)
        self._count += 1
        if len(kept) > MAX_TURNS_PER_CONVERSATION:
            kept.popleft()
            self._count -= 1
        while self._count > MAX_TURNS:
            self._drop_oldest()
        return turn

    def find(self, where: str, number: int) -> Turn | None:
        """The conversation's turn of that number, as long as its buttons work."""
        return next((t for t in self._kept.get(where, ()) if t.number == number), None)

    def newest(self, where: str) -> Turn | None:
        """The turn that the conversation can be gone on from."""
        return next((t for t in reversed(self._kept.get(where, ())) if t.acts), None)

    def close(self, where: str) -> None:
        """The conversation begins anew: nothing before can be gone on from."""
        for turn in self._kept.get(where, ()):
            turn.acts = False

    def drop(self, where: str) -> None:
        """Forget a conversation's turns."""
        self._count -= len(self._kept.pop(where, ()))

    def move(self, old: str, new: str) -> None:
        """A conversation has another name from now on."""
        turns = self._kept.pop(old, None)
        if turns:
            self._count -= len(self._kept.get(new, ()))
            self._kept[new] = turns

    def _drop_oldest(self) -> None:
        where, turns = next(iter(self._kept.items()))
        turns.popleft()
        self._count -= 1
        if not turns:
            del self._kept[where]
