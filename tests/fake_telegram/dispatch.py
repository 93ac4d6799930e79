"""One call from arrival to answer: faults, the check of its parameters, the work, the record."""

from __future__ import annotations

import contextlib
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from tests.fake_telegram import methods_bot, methods_edit, methods_query, methods_send, webhooks
from tests.fake_telegram.chats import Json
from tests.fake_telegram.schema import METHODS, ApiError, parse_call
from tests.fake_telegram.state import Call, ServerState, Violation

Answer = tuple[int, Json | str]
Work = Callable[[ServerState, Json, list[str]], Any]
_NAMES = {name.lower(): name for name in METHODS}
_WORK: Mapping[str, Work] = {
    "getMe": lambda server, call, notes: server.me(),
    "logOut": methods_bot.log_out,
    "close": lambda server, call, notes: True,
    "setWebhook": webhooks.set_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "getWebhookInfo": webhooks.webhook_info,
    "sendMessage": methods_send.send_message,
    "sendPhoto": methods_send.send_photo,
    "sendDocument": methods_send.send_document,
    "editMessageText": methods_edit.edit_text,
    "editMessageCaption": methods_edit.edit_caption,
    "editMessageReplyMarkup": methods_edit.edit_markup,
    "deleteMessage": methods_edit.delete_message,
    "sendChatAction": methods_send.send_chat_action,
    "sendMessageDraft": methods_send.send_draft,
    "answerCallbackQuery": methods_query.answer_callback,
    "answerInlineQuery": methods_query.answer_inline,
    "answerGuestQuery": methods_query.answer_guest,
    "setMyCommands": methods_bot.set_commands,
    "deleteMyCommands": methods_bot.delete_commands,
    "getMyCommands": methods_bot.get_commands,
    "getFile": methods_bot.get_file,
    "getChat": methods_bot.get_chat,
    "getChatMember": methods_bot.get_member,
    "leaveChat": methods_bot.leave_chat,
}
_HOOKED = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Dispatcher:
    """Takes calls and answers them."""

    def __init__(self, server: ServerState, stop: threading.Event) -> None:
        self.server = server
        self._stop = stop

    def answer(
        self, asked: str, sent: Mapping[str, Any], gone: Callable[[], bool]
    ) -> Answer | None:
        """The status and body for a call; None to end the connection without a word."""
        server, name = self.server, _NAMES.get(asked.lower(), asked)
        call = Call(name, dict(sent), time.monotonic())
        if name in METHODS:
            # The record bears values as they were meant, even of a call that then goes wrong.
            with contextlib.suppress(ApiError):
                call.params = parse_call(name, sent, [])
        with server.changed:
            server.calls.append(call)
            server.changed.notify_all()
        fault = server.faults.take(name, sent)
        if fault is not None:
            self._stop.wait(fault.delay)
            if fault.disconnect == "before":
                return self._ended(call, None)
            if fault.status is not None:
                return self._ended(call, fault.answer())
        answer = self._work(call, sent, gone)
        lost = fault is not None and fault.disconnect == "after"
        return self._ended(call, None if lost else answer)

    def refuse(self, status: int, description: str) -> Answer:
        """An answer that refuses."""
        return status, {"ok": False, "error_code": status, "description": description}

    def _work(self, call: Call, sent: Mapping[str, Any], gone: Callable[[], bool]) -> Answer | None:
        notes: list[str] = []
        try:
            result = self._result(call, sent, gone, notes)
        except ApiError as refused:
            status, body = self.refuse(refused.status, refused.description)
            assert isinstance(body, dict)
            if refused.parameters:
                body["parameters"] = refused.parameters
            elif status in (400, 413):
                notes.append(refused.description)
            return status, body
        except Exception:  # noqa: BLE001 - whatever breaks here must fail the test, not hang it
            notes.append(f"the test server broke: {traceback.format_exc()}")
            return self.refuse(500, "Internal Server Error")
        finally:
            with self.server.changed:
                self.server.violations += [Violation(call.method, n, call.params) for n in notes]
        return None if result is None else (200, {"ok": True, "result": result})

    def _result(
        self, call: Call, sent: Mapping[str, Any], gone: Callable[[], bool], notes: list[str]
    ) -> Any:
        server = self.server
        if call.method in server.faults.missing:
            raise ApiError("Not Found", 404)
        if call.method not in METHODS:
            notes.append("unknown method")
            raise ApiError("Not Found", 404)
        with server.changed:
            if server.logged_out:
                raise ApiError("Logged out")
            call.params = parse_call(call.method, sent, notes)
            if call.method == "getUpdates":
                return self._poll(call.params, gone, notes)
            return _WORK[call.method](server, call.params, notes)

    def _poll(self, call: Json, gone: Callable[[], bool], notes: list[str]) -> Any:
        server, limit = self.server, call.get("limit", 100)
        if server.webhook.url:
            raise ApiError(_HOOKED, 409)
        if not 1 <= limit <= 100:
            notes.append("limit must be 1-100")
        server.updates.allow(call.get("allowed_updates"), notes)
        return server.updates.poll(call.get("offset", 0), limit, call.get("timeout", 0), gone)

    def _ended(self, call: Call, answer: Answer | None) -> Answer | None:
        with self.server.changed:
            call.status = 0
            if answer is not None:
                call.status, body = answer
                if isinstance(body, dict):
                    call.description = body.get("description", "")
            self.server.changed.notify_all()
        return answer
