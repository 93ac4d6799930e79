"""The latest answers of each conversation."""

from __future__ import annotations

from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from bot.telegram.handlers.turns import MAX_TURNS, MAX_TURNS_PER_CONVERSATION, Turn, TurnHistory


def add(turns: TurnHistory, key: str, kind: ReplyKind = ReplyKind.ANSWER) -> Turn:
    return turns.add(key, Question(text="?", chat=key), Reply(kind=kind, language="en"))


def test_turns_are_found_by_their_numbers_in_their_own_conversation() -> None:
    turns = TurnHistory()
    one, two = add(turns, "1"), add(turns, "1")
    assert two.number == one.number + 1
    assert turns.find("1", one.number) is one
    assert turns.find("2", one.number) is None


def test_only_the_last_twenty_stay() -> None:
    turns = TurnHistory()
    first, *rest = [add(turns, "1") for _ in range(MAX_TURNS_PER_CONVERSATION + 1)]
    assert turns.find("1", first.number) is None
    assert all(turns.find("1", turn.number) for turn in rest)
    assert len(turns) == MAX_TURNS_PER_CONVERSATION


def test_thanks_do_not_end_what_can_be_continued_and_a_reset_does() -> None:
    turns = TurnHistory()
    answer = add(turns, "1")
    add(turns, "1", ReplyKind.SMALL_TALK)
    assert turns.newest("1") is answer
    turns.close("1")
    assert turns.newest("1") is None
    assert turns.find("1", answer.number) is answer


def test_the_conversation_that_was_silent_longest_makes_room() -> None:
    turns = TurnHistory()
    conversations = MAX_TURNS // MAX_TURNS_PER_CONVERSATION
    for number in range(conversations):
        for _ in range(MAX_TURNS_PER_CONVERSATION):
            add(turns, str(number))
    add(turns, "new")
    assert len(turns) == MAX_TURNS
    assert len(turns._turns["0"]) == MAX_TURNS_PER_CONVERSATION - 1
    assert len(turns._turns["1"]) == MAX_TURNS_PER_CONVERSATION


def test_turns_move_and_are_forgotten_with_their_conversation() -> None:
    turns = TurnHistory()
    turn = add(turns, "-5")
    add(turns, "-1005")
    turns.move("-5", "-1005")
    assert turns.find("-1005", turn.number) is turn
    assert turns.newest("-5") is None
    assert len(turns) == 1
    turns.forget("-1005")
    assert len(turns) == 0
