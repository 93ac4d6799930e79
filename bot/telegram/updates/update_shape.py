"""What an update must look like: the fields that the bot reads, each of its type.

The library accepts any JSON for any field; a value of a wrong type would raise far from here.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, InstanceOf, StrictBool

# Telegram counts updates in 32 bits, and all its numbers fit into 52; the database takes 63.
MAX_UPDATE_ID, MAX_NUMBER = 2**53, 2**63 - 1
# Telegram sends at most 100 entities with a text.
MAX_ENTITIES = 1000

Number = Annotated[int, Field(strict=True, ge=-MAX_NUMBER, le=MAX_NUMBER)]
# Not pydantic's own string: a name may hold half a surrogate pair.
Text = InstanceOf[str]


class _User(BaseModel):
    id: Number
    is_bot: StrictBool = False
    first_name: Text
    last_name: Text | None = None
    username: Text | None = None
    language_code: Text | None = None


class _Chat(BaseModel):
    id: Number
    type: Text
    title: Text | None = None


class _Entity(BaseModel):
    type: Text
    offset: Number
    length: Number
    user: _User | None = None


class _Document(BaseModel):
    file_id: Text
    file_unique_id: Text
    file_name: Text | None = None
    file_size: Number | None = None


class _RepliedMessage(BaseModel):
    sender: _User | None = Field(default=None, alias="from")


_Entities = Annotated[list[_Entity], Field(max_length=MAX_ENTITIES)]


class _Message(BaseModel):
    message_id: Number
    date: Number
    edit_date: Number | None = None
    chat: _Chat
    sender: _User | None = Field(default=None, alias="from")
    sender_chat: _Chat | None = None
    via_bot: _User | None = None
    text: Text | None = None
    caption: Text | None = None
    entities: _Entities | None = None
    caption_entities: _Entities | None = None
    document: _Document | None = None
    reply_to_message: _RepliedMessage | None = None
    message_thread_id: Number | None = None
    is_topic_message: StrictBool | None = None
    migrate_to_chat_id: Number | None = None
    migrate_from_chat_id: Number | None = None


class _CallbackQuery(BaseModel):
    id: Text
    sender: _User = Field(alias="from")
    message: _Message | None = None
    data: Text | None = None


class _InlineQuery(BaseModel):
    id: Text
    sender: _User = Field(alias="from")
    query: Text


class _ChatMember(BaseModel):
    chat: _Chat
    sender: _User = Field(alias="from")


class _Update(BaseModel):
    update_id: Annotated[int, Field(strict=True, ge=0, le=MAX_UPDATE_ID)]
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _CallbackQuery | None = None
    inline_query: _InlineQuery | None = None
    my_chat_member: _ChatMember | None = None


def check_shape(update: Any) -> None:
    """Raise ValueError when an update, as JSON, has not the shape of Telegram's."""
    _Update.model_validate(update)


def is_update_id(number: Any) -> bool:
    """Whether a value is the number of an update, as Telegram counts them."""
    return type(number) is int and 0 <= number <= MAX_UPDATE_ID
