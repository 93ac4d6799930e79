"""What a person does that is not talk: join, block, add the bot to a chat or remove it."""

from __future__ import annotations

import time

from tests.fake_telegram.account import Account
from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.methods_bot import membership
from tests.fake_telegram.state import ended_membership


class MembershipActions(Account):
    """Changes of who is in which chat."""

    def blocks(self) -> None:
        """Block the bot: from now on it is refused with 403."""
        self._bot_becomes(self._own_chat(), "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        self._bot_becomes(self._own_chat(), "member")

    def deletes_account(self) -> None:
        """Go for good: the bot is refused with 403 and hears of nothing."""
        with self.server.changed:
            self._own_chat().closed_to_bot = "user is deactivated"

    def adds_bot(self, chat: Chat, as_: str = "member") -> None:
        """Put the bot into a group or channel, or make it an administrator there."""
        with self.server.changed:
            was = chat.bot_is
            self._bot_becomes(chat, as_)
            if was in ("left", "kicked") and chat.type != "channel":
                self._push_service_message(chat, new_chat_members=[dict(self.server.bot)])

    def removes_bot(self, chat: Chat) -> None:
        """Put the bot out of a group or channel."""
        self._bot_becomes(chat, "kicked")

    def joins(self, chat: Chat) -> None:
        """Become a member of a group."""
        with self.server.changed:
            chat.members[self.id] = "member"
            self._push_service_message(chat, new_chat_members=[self.profile])

    def leaves(self, chat: Chat) -> None:
        """Leave a group."""
        with self.server.changed:
            chat.members[self.id] = "left"
            self._push_service_message(chat, left_chat_member=self.profile)

    def asks_to_join(self, chat: Chat) -> None:
        """Ask the administrators of a group or channel to be let in."""
        request = {"chat": chat.json(), "from": self.profile, "date": int(time.time()),
                   "user_chat_id": self.id}  # fmt: skip
        self.server.updates.push("chat_join_request", request)

    def opens_topic(self, chat: Chat, title: str) -> int:
        """The number of a new topic in a forum."""
        with self.server.changed:
            thread = chat.open_thread(title)
            message = Message(chat, thread, self.profile, int(time.time()))
            message.message_thread_id = thread
            message.more["forum_topic_created"] = {"name": title, "icon_color": 7322096}
            chat.add(message)
            self._push("message", message)
            return thread

    def turns_into_supergroup(self, chat: Chat, new_id: int) -> Chat:
        """The supergroup that a group has become; the old one refuses and says where to go."""
        with self.server.changed:
            new = Chat(new_id, "supergroup", chat.names, members=chat.members)
            self.server.chats[new_id] = new
            self._push_service_message(chat, migrate_to_chat_id=new_id)
            chat.migrated_to = new_id
            self._push_service_message(new, migrate_from_chat_id=chat.id)
            return new

    def _bot_becomes(self, chat: Chat, status: str) -> None:
        with self.server.changed:
            bot = dict(self.server.bot)
            was, chat.bot_is = chat.bot_is, status
            chat.closed_to_bot = ended_membership(chat) if status in ("kicked", "left") else ""
            self.server.updates.push(
                "my_chat_member",
                {"chat": chat.json(), "from": self.profile, "date": int(time.time()),
                 "old_chat_member": membership(bot, was),
                 "new_chat_member": membership(bot, status)},
            )  # fmt: skip
