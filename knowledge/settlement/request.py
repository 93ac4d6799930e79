"""A payment to be estimated: its amount, currencies and countries, and the rails allowed."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from knowledge.errors import UsageError
from knowledge.models import Value
from knowledge.money import decimals, is_crypto

# In the currency of the request, whatever it is.
MAX_AMOUNT = Decimal("1e12")


class PaymentRequest(Value):
    """What is to be paid.

    ``payer`` and ``payee`` are currency codes. By ``side`` the payee gets exactly ``amount``, in
    the payee's money, or the payer spends exactly ``amount``, in the payer's. ``assets`` and
    ``networks`` limit the rails. ValueError for an amount that cannot be paid as it stands.
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
    def _normalize_amount(cls, amount: Decimal) -> Decimal:
        # 4E+4 and 40000 are the same sum and must give the same quote id.
        return Decimal(f"{amount.normalize():f}")

    @model_validator(mode="after")
    def _check_amount(self) -> PaymentRequest:
        places = decimals(self.currency)
        # Both currencies must be known: UsageError from ``decimals`` otherwise.
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
        """Whether the payment may run over this asset and network.

        A party who holds or wants a crypto-asset fixes the asset, whatever ``assets`` says.
        """
        if self.wire_only:
            return False
        fixed = {money for money in (self.payer, self.payee) if is_crypto(money)}
        allowed = fixed or set(self.assets)
        return (not allowed or asset in allowed) and (not self.networks or network in self.networks)


def build_payment_request(**fields: object) -> PaymentRequest:
    """The request with these fields; UsageError with a message key for an invalid amount."""
    try:
        return PaymentRequest.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        is_own = first["type"].startswith("amount_")
        key, values = (first["type"], first.get("ctx", {})) if is_own else ("amount_invalid", {})
        raise UsageError(f"The amount is wrong: {first['msg']}.", key=key, values=values) from None
