"""Where the answer to a message goes."""

from __future__ import annotations

from bot.telegram.chat_address import ChatAddress, reply_address
from tests.support.telegram_updates import GROUP_JSON, message_of


def test_a_private_message_is_answered_in_its_chat() -> None:
    assert reply_address(message_of("hi", number=9)) == ChatAddress(2, None, 9, private=True)


def test_in_a_group_the_topic_counts_only_where_it_is_a_forums() -> None:
    forum = message_of("hi", GROUP_JSON, 9, message_thread_id=4, is_topic_message=True)
    assert reply_address(forum) == ChatAddress(-5, 4, 9, private=False)
    # Elsewhere the thread is that of an answer to an answer.
    thread = message_of("hi", GROUP_JSON, 9, message_thread_id=4)
    assert reply_address(thread) == ChatAddress(-5, None, 9, private=False)
