"""The latest answers of each conversation, for the buttons under them."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bot.messages.language import Language
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from knowledge.models import Citation

MAX_TURNS_PER_CONVERSATION, MAX_TURNS = 20, 2000


@dataclass
class Turn:
    """A question and what the buttons under its answer need.

    ``can_continue`` says whether follow-up buttons may work, which they do under the newest such
    turn; ``votes`` are the thumbs of each user.
    """

    number: int
    question: Question
    language: Language
    citations: tuple[Citation, ...]
    can_continue: bool
    votes: dict[int, str] = field(default_factory=dict)


class TurnHistory:
    """The latest turns of all conversations."""

    def __init__(self) -> None:
        """Start with none."""
        self._turns: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, conversation: str, question: Question, reply: Reply) -> Turn:
        """Add a question and its reply; the oldest turns are dropped when there are too many."""
        turns = self._turns.setdefault(conversation, deque())
        self._turns.move_to_end(conversation)
        # Starting at the time makes numbers unique across restarts: an old button finds no turn.
        number = turns[-1].number + 1 if turns else int(time.time())
        # After "thanks" the answer before it can still be continued.
        can_continue = reply.kind is not ReplyKind.SMALL_TALK
        turn = Turn(number, question, reply.language, reply.citations, can_continue)
        turns.append(turn)
        self._count += 1
        if len(turns) > MAX_TURNS_PER_CONVERSATION:
            turns.popleft()
            self._count -= 1
        while self._count > MAX_TURNS:
            self._drop_oldest()
        return turn

    def find(self, conversation: str, number: int) -> Turn | None:
        """The turn of that number, if it is still remembered."""
        return next((t for t in self._turns.get(conversation, ()) if t.number == number), None)

    def newest(self, conversation: str) -> Turn | None:
        """The newest turn that can be continued."""
        turns = self._turns.get(conversation, ())
        return next((turn for turn in reversed(turns) if turn.can_continue), None)

    def close(self, conversation: str) -> None:
        """Mark all turns as not to be continued: the conversation was reset."""
        for turn in self._turns.get(conversation, ()):
            turn.can_continue = False

    def forget(self, conversation: str) -> None:
        """Drop a conversation's turns."""
        self._count -= len(self._turns.pop(conversation, ()))

    def move(self, old: str, new: str) -> None:
        """Move a conversation's turns to another key."""
        turns = self._turns.pop(old, None)
        if turns:
            self._count -= len(self._turns.get(new, ()))
            self._turns[new] = turns

    def _drop_oldest(self) -> None:
        conversation, turns = next(iter(self._turns.items()))
        turns.popleft()
        self._count -= 1
        if not turns:
            del self._turns[conversation]
