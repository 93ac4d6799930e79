"""A payment to be estimated: how much, in which money, from where to where."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from knowledge.errors import UsageError
from knowledge.models import Value
from knowledge.money import decimals, is_crypto

MAX_AMOUNT = Decimal("1e12")


class PaymentRequest(Value):
    """What is to be paid.

    ``side`` says whose sum ``amount`` is: the payee gets exactly that, in ``payee``'s money, or
    the payer spends exactly that, in ``payer``'s. ``assets`` and ``networks`` narrow the rails.
    ValueError for a sum that cannot be paid as it stands.
    """

    amount: Decimal = Field(gt=0, allow_inf_nan=False)
    side: Literal["payee_gets", "payer_spends"] = "payee_gets"
    payer: str
    payee: str
    from_country: str | None = None
    to_country: str | None = None
    assets: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    wire_only: bool = False
    own_wallet: bool = False
    new_holder: bool = False

    @field_validator("amount")
    @classmethod
    def _plain(cls, amount: Decimal) -> Decimal:
        # 4E+4 and 40000 are one sum, and give one quote id.
        return Decimal(f"{amount.normalize():f}")

    @model_validator(mode="after")
    def _payable(self) -> PaymentRequest:
        places = decimals(self.currency)
        decimals(self.payer), decimals(self.payee)
        if self.amount > MAX_AMOUNT:
            raise PydanticCustomError("amount_too_large", "the amount is larger than any payment")
        if self.amount != self.amount.quantize(Decimal(1).scaleb(-places)):
            raise PydanticCustomError(
                "amount_decimals",
                "{currency} has {places} decimals, the amount has more",
                {"currency": self.currency, "places": places},
            )
        return self

    @property
    def currency(self) -> str:
        """The currency that ``amount`` is in."""
        return self.payee if self.side == "payee_gets" else self.payer

    def through(self, asset: str, network: str) -> bool:
        """Whether the payment may run over this asset and network."""
        if self.wire_only:
            return False
        held = {money for money in (self.payer, self.payee) if is_crypto(money)}
        wanted = held or set(self.assets)
        return (not wanted or asset in wanted) and (not self.networks or network in self.networks)


def build_payment_request(**fields: object) -> PaymentRequest:
    """The request with these fields; UsageError with a key and values for an invalid amount."""
    try:
        return PaymentRequest.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        is_own = first["type"].startswith("amount_")
        key, values = (first["type"], first.get("ctx", {})) if is_own else ("amount_invalid", {})
        raise UsageError(f"The amount is wrong: {first['msg']}.", key=key, values=values) from None
