"""Messages: what is answered, what is left alone, and what is counted."""

from __future__ import annotations

from tests.fake_telegram.actions import say
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, Serve


def test_a_question_is_passed_on_with_who_asked_where_and_in_which_language(
    api: BotApi, serve: Serve
) -> None:
    assistant = FakeAssistant()
    chat = api.private(boris := api.user(ANNA, language_code="ru"))
    with serve(assistant) as application:
        assert say(api, boris, chat, "/ask can I pay").text == "You said: can I pay"
        assert application.metrics.replies == {"small_talk": 1}
        assert len(application.metrics.answer_seconds) == 1
        assert api.wait(lambda: application.store.load_session(str(ANNA)))
    (question,) = assistant.asked
    assert (question.chat, question.user) == (str(ANNA), str(ANNA))
    assert question.language is None
    assert question.spoken == "en"  # as it was written, not as the app is


def test_what_has_no_words_is_not_passed_on(api: BotApi, serve: Serve) -> None:
    assistant = FakeAssistant()
    chat = api.private(anna := api.user(ANNA))
    with serve(assistant):
        anna.sends_sticker(chat)
        assert api.wait(lambda: chat.replies)
    assert "text only" in chat.last.text
    assert not assistant.asked
