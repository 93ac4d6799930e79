"""Which conversation an update belongs to."""

from __future__ import annotations

from bot.telegram.conversation_key import conversation_key
from tests.support.telegram_updates import ANNA_JSON, GROUP_JSON, message_update, read


def test_a_topic_is_a_conversation_of_its_own() -> None:
    topic = {"message_thread_id": 4, "is_topic_message": True}
    assert conversation_key(message_update(1, "hi")) == "2"
    assert conversation_key(message_update(1, "hi", GROUP_JSON)) == "-5"
    assert conversation_key(message_update(1, "hi", GROUP_JSON, **topic)) == "-5/4"
    assert conversation_key(message_update(1, "hi", GROUP_JSON, message_thread_id=4)) == "-5"


def test_an_inline_query_belongs_to_its_user() -> None:
    query = {"id": "1", "from": ANNA_JSON, "query": "price", "offset": ""}
    assert conversation_key(read({"update_id": 1, "inline_query": query})) == "user 2"
    assert conversation_key(read({"update_id": 1})) == "nowhere"
