"""A payment request understood: what to pay to whom in what, and what must be asked back.

Nothing is guessed in silence: an amount that may be read in two ways, a currency word that means
several moneys, two amounts in one message all end in a question.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from bot.understand.amounts.disambiguate import AmountChoice, AmountQuestion, choose_amount
from bot.understand.amounts.find import Amount, find_amounts
from bot.understand.request import slots
from bot.understand.request.countries import PaymentCountries, find_countries
from bot.understand.request.slots import FoundSlot, Span
from bot.understand.text.currencies import home_countries
from bot.understand.text.parsed_message import ParsedMessage
from bot.understand.text.phrases import search_phrase
from knowledge.assets import load_assets
from knowledge.models import Value
from knowledge.places.jurisdictions import PlaceMention

Direction = Literal["pay", "receive", "convert", "price"]
Side = Literal["payee_gets", "payer_spends"]
# A deadline of a day asks for the fastest way, one of a month does not.
_SOON_MINUTES = 1440
Ask = Literal["cost", "cheapest", "fastest", "fee", "compare", "time", "price"]


class ParsedRequest(Value):
    """What a message says, slot by slot; None is what it does not say.

    ``spans`` are the places of the slots in the user's text. ``question`` names what must be asked
    before any figure is given, and ``choices`` what to offer: values in digits, followed by a code
    where their moneys differ, or codes. ``guessed`` names slots that the message only suggests:
    they must be shown as such.
    """

    amount: Decimal | None = None
    currency: str | None = None
    direction: Direction | None = None
    side: Side | None = None
    asset: str | None = None
    network: str | None = None
    target_currency: str | None = None
    from_country: str | None = None
    to_country: str | None = None
    ask: Ask | None = None
    deadline_minutes: int | None = None
    wire: bool = False
    spans: dict[str, Span] = Field(default_factory=dict)
    question: AmountQuestion | None = None
    choices: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()


def parse_request(message: ParsedMessage) -> ParsedRequest:
    """What a message asks to be paid."""
    return _RequestParser(message, choose_amount(message, find_amounts(message))).parse()


class _RequestParser:
    """The slots of one message, each found once, in the order in which they need each other."""

    def __init__(self, message: ParsedMessage, choice: AmountChoice) -> None:
        self.message = message
        self.amount: Amount | None = choice.amount
        self.currency = self.amount.currency if self.amount else None
        self.spans: dict[str, Span] = {}
        self.question: AmountQuestion | None = choice.question
        self.choices = choice.choices
        self.guessed: tuple[str, ...] = ()
        self.has_amount = self.amount is not None or self.question is not None

    def parse(self) -> ParsedRequest:
        """The request, with the question that must be asked back, if any."""
        due = slots.find_deadline(self.message)
        asset = self._asset()
        network = slots.find_network(self.message, asset)
        if network and network.value == "lightning" and asset is None:
            asset = "BTC"
            self.spans["asset"] = network.span
        soon = bool(due and due[0] <= _SOON_MINUTES)
        ask = slots.find_ask(self.message, priced=self.has_amount, soon=soon)
        direction, countries, target = self._movement(asset, network, ask)
        if direction == "price":
            asset, target = self._price()
        side = self._side(direction, target, countries)
        if target is None and self.currency and side == "payee_gets" and self._exactly(direction):
            target = FoundSlot(self.currency, self.spans["currency"])
        if ask is None and direction and (self.has_amount or direction == "price"):
            ask = "price" if direction == "price" else "cost"
        self._ask_back(direction, ask)
        source, to = self._ends(countries, direction)
        self._note_spans(network=network, target_currency=target)
        if due:
            self.spans["deadline_minutes"] = due[1]
        return self._request(
            direction=direction,
            side=side,
            asset=asset,
            network=network and network.value,
            target_currency=target and target.value,
            from_country=source,
            to_country=to,
            ask=ask,
            deadline_minutes=due and due[0],
        )

    def _request(self, **slots_found: object) -> ParsedRequest:
        """The request of these slots, with those that the parser keeps."""
        kept = {
            "amount": self.amount and self.amount.value,
            "currency": self.currency,
            "wire": search_phrase("wire", "wire", self.message.normalized) is not None,
            "spans": self.spans,
            "question": self.question,
            "choices": self.choices,
            "guessed": self.guessed,
        }
        return ParsedRequest.model_validate(kept | slots_found)

    def _movement(
        self, asset: str | None, network: FoundSlot | None, ask: str | None
    ) -> tuple[Direction | None, PaymentCountries, FoundSlot | None]:
        """Which way money goes, between which countries, and the money it shall end in."""
        direction = self._direction(asset, network, ask, priced=self.has_amount)
        countries = find_countries(self.message, direction)
        if direction is None and (countries.source or countries.target) and self._positive():
            direction = "pay"
        target = self._target(direction, network, ask, countries)
        if direction is None and target and self._positive():
            direction = "convert"
        if direction is None and self._positive() and ask not in (None, "cost", "price"):
            direction = "pay"
        return direction, countries, target

    def _ends(
        self, countries: PaymentCountries, direction: Direction | None
    ) -> tuple[str | None, str | None]:
        """The codes of the two countries; the payee's is guessed by the money if need be."""
        source, to = (place.code if place else None for place in self._both(countries))
        if to is None and direction == "pay" and source:
            to = self._home(source)
        return source, to

    def _note_spans(self, **slots_found: FoundSlot | None) -> None:
        self.spans |= {name: found.span for name, found in slots_found.items() if found}

    def _positive(self) -> bool:
        """Whether there is an amount to do something with: -500 is none."""
        return self.amount is not None and not self.amount.negative

    def _asset(self) -> str | None:
        """The coin that carries the payment; none where two may."""
        named = slots.find_coins(self.message)
        if self.amount:
            self.spans["amount"] = (self.amount.start, self.amount.end)
            if self.amount.money:
                self.spans["currency"] = self.amount.money
        if self.currency in load_assets().message_coins:
            self.spans["asset"] = self.spans["currency"]
            return self.currency
        if len({one.code for one in named}) != 1:
            return None
        self.spans["asset"] = (named[0].start, named[0].end)
        return named[0].code

    def _direction(
        self, asset: str | None, network: FoundSlot | None, ask: str | None, *, priced: bool
    ) -> Direction | None:
        normalized = self.message.normalized
        if self.amount and self.amount.negative:
            return None
        asked = ask == "price" and bool(self.message.currencies)
        if not priced and (asked or slots.is_bare_pair(self.message)):
            return "price"
        if search_phrase("direction", "receive", normalized):
            return "receive"
        if search_phrase("direction", "pay", normalized):
            return "pay" if priced or ask in ("cost", "cheapest", "fastest", "compare") else None
        if not priced:
            return None
        if search_phrase("direction", "convert", normalized):
            return "convert"
        coin_is_money = self.currency in load_assets().message_coins
        if ask == "fee" or (asset and network and not coin_is_money):
            return "pay"
        return None

    def _target(
        self,
        direction: Direction | None,
        network: FoundSlot | None,
        ask: str | None,
        to: PaymentCountries,
    ) -> FoundSlot | None:
        own = self.amount.money if self.amount else None
        if self.amount is None:
            return None
        pays = direction == "pay" or to.target is not None
        found = slots.find_target(
            self.message, own, pays=pays, rail=network is not None or ask == "fee"
        )
        return found if found and found.value != self.currency else None

    def _price(self) -> tuple[str | None, FoundSlot | None]:
        """What is priced and in what: the price of bitcoin in euros, the dollar in roubles."""
        first, second = slots.find_pair(self.message)
        asset = first.code if first and first.code in load_assets().message_coins else None
        if first:
            name = "asset" if asset else "currency"
            self.spans[name] = (first.start, first.end)
            if not asset:
                self.currency = first.code
        return asset, FoundSlot(second.code, (second.start, second.end)) if second else None

    def _side(
        self, direction: Direction | None, target: FoundSlot | None, to: PaymentCountries
    ) -> str | None:
        own = bool(self.currency and to.target and to.target.code in home_countries(self.currency))
        if self.amount is None:
            return None
        return slots.find_side(
            self.message,
            receive=direction == "receive",
            own_currency=own,
            turned=target is not None,
        )

    def _exactly(self, direction: Direction | None) -> bool:
        """Whether the payee's end is fixed explicitly, not only by an invoice."""
        by_words = search_phrase("side", "payee_gets", self.message.normalized) is not None
        return direction == "receive" or (direction == "pay" and by_words)

    def _ask_back(self, direction: Direction | None, ask: str | None) -> None:
        if self.question:
            return
        if self.amount is None:
            if direction in ("pay", "receive", "convert") and ask not in ("fee", "time", None):
                self.question = "amount"
        elif self.currency is None:
            self.question = "currency"
            named = [
                one.code for one in self.message.currencies if one.code and not one.needs_number
            ]
            self.choices = self.amount.options or tuple(dict.fromkeys(named))
        elif direction is None and ask is None:
            self.question = "purpose"

    def _both(self, countries: PaymentCountries) -> tuple[PlaceMention | None, PlaceMention | None]:
        for name, place in (("from_country", countries.source), ("to_country", countries.target)):
            if place:
                self.spans[name] = (place.start, place.end)
        return countries.source, countries.target

    def _home(self, source: str) -> str | None:
        """The one country whose money it is, when only the payer's is named; marked as guessed."""
        places = home_countries(self.currency or "") - {source}
        if len(places) != 1 or source in home_countries(self.currency or ""):
            return None
        self.guessed = ("to_country",)
        return next(iter(places))
