"""A person, who writes to the bot, presses its buttons and asks it inline."""

from __future__ import annotations

from tests.fake_telegram.person_membership import MembershipActions
from tests.fake_telegram.person_messages import MessageActions
from tests.fake_telegram.person_queries import QueryActions


class Person(MembershipActions, MessageActions, QueryActions):
    """Somebody who uses Telegram: the actions are in the three modules imported here."""
