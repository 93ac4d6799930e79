"""What the bot asks and settles about itself, its chats and its files."""

from __future__ import annotations

import re

from tests.fake_telegram import limits
from tests.fake_telegram.chats import Json
from tests.fake_telegram.schema import ApiError
from tests.fake_telegram.state import ServerState

_BIGGEST = 20 << 20
_SCOPES = {"default": (), "all_private_chats": (), "all_group_chats": (),
           "all_chat_administrators": (), "chat": ("chat_id",),
           "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id")}  # fmt: skip


def set_commands(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: people see the commands in the menu."""
    if len(call["commands"]) > 100:
        raise ApiError("BOT_COMMANDS_TOO_MUCH")
    for each in call["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
            raise ApiError("BOT_COMMAND_INVALID")
        if not 1 <= limits.utf16_length(each["description"]) <= 256:
            raise ApiError("BOT_COMMAND_DESCRIPTION_INVALID")
    server.commands[_scope(server, call)] = call["commands"]
    return True


def delete_commands(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: there are no commands here any more."""
    server.commands.pop(_scope(server, call), None)
    return True


def get_commands(server: ServerState, call: Json, notes: list[str]) -> list[Json]:
    """The commands set for exactly this place and language."""
    return server.commands.get(_scope(server, call), [])


def _scope(server: ServerState, call: Json) -> tuple[str, str]:
    language = call.get("language_code", "")
    if not re.fullmatch(r"(?:[a-z]{2})?", language):
        raise ApiError("LANG_CODE_INVALID")
    scope = call.get("scope", {"type": "default"})
    if scope["type"] not in _SCOPES:
        raise ApiError("can't parse BotCommandScope: Unsupported type specified")
    for needed in _SCOPES[scope["type"]]:
        if needed not in scope:
            raise ApiError(f'can\'t parse BotCommandScope: field "{needed}" must be given')
    if "chat_id" in scope:
        server.chat(scope["chat_id"])
    return " ".join(f"{key}={scope[key]}" for key in sorted(scope)), language


def get_file(server: ServerState, call: Json, notes: list[str]) -> Json:
    """Where the bytes of a file are."""
    if call["file_id"] not in server.files:
        raise ApiError("invalid file_id")
    name, _, size = server.files[call["file_id"]]
    if size > _BIGGEST:
        raise ApiError("file is too big")
    path = f"documents/{call['file_id']}.{name.rpartition('.')[2] or 'bin'}"
    return {"file_id": call["file_id"], "file_unique_id": f"u{call['file_id']}",
            "file_size": size, "file_path": path}  # fmt: skip


def get_chat(server: ServerState, call: Json, notes: list[str]) -> Json:
    """A chat with all that is known of it."""
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
         "gifts_from_channels"), False
    )  # fmt: skip
    more = {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return server.chat(call["chat_id"]).json() | more


def get_member(server: ServerState, call: Json, notes: list[str]) -> Json:
    """What someone is in a chat."""
    place, user = server.chat(call["chat_id"]), call["user_id"]
    if user == server.bot["id"]:
        return membership(dict(server.bot), place.bot_is)
    if user not in server.people:
        raise ApiError("invalid user_id specified")
    return membership(server.people[user], place.members.get(user, "left"))


def membership(user: Json, status: str) -> Json:
    """A member as the API tells of them."""
    told: Json = {"user": user, "status": status}
    if status == "kicked":
        told["until_date"] = 0
    if status == "creator":
        told["is_anonymous"] = False
    if status == "administrator":
        told |= dict.fromkeys(
            ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
             "can_manage_video_chats", "can_restrict_members", "can_promote_members",
             "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
             "can_delete_stories"), True
        )  # fmt: skip
    return told


def leave_chat(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: the bot is no longer in the chat."""
    place = server.chat(call["chat_id"])
    if place.type == "private":
        raise ApiError("chat member status can't be changed in private chats")
    place.bot_is, place.closed_to_bot = "left", f"bot is not a member of the {place.type} chat"
    return True


def log_out(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: this server does not serve the bot any more."""
    server.logged_out = True
    return True
