"""The fee of a network for one transfer of an asset, in its own coin and in dollars."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.assets import load_assets
from knowledge.errors import RailUnavailableError
from knowledge.market.chains.registry import load_fee_model
from knowledge.money import round_significant
from knowledge.settlement.context import EstimateContext, RailResult
from knowledge.settlement.models import RailEstimate


@dataclass(frozen=True)
class ChainTransferFee:
    """The fee of a network for one transfer at the moment of the snapshot.

    ``amount`` is in ``coin``, ``dollars`` the same in dollars; both are None where unknown.
    ``case`` is ``holder``, or ``new`` where the payee's address never held the token.
    """

    network: str
    asset: str
    case: str
    coin: str
    amount: Decimal | None
    dollars: Decimal | None
    source: str
    as_of: dt.datetime


def compute_native_fee(
    context: EstimateContext, asset: str, network: str, out: RailResult
) -> Decimal:
    """The network's fee for the transfer, in its own coin.

    The figures it rests on are added to the inputs of ``out``. RailUnavailableError when one of
    them is missing or stale.
    """
    model = load_assets().networks[network].fee_model
    if not model:
        raise RailUnavailableError("no_chain_fee", network=network)

    def find_fresh_figure(key: str) -> Decimal:
        figure = context.snapshot.find_fee(key)
        if figure is None or not figure.is_fresh(context.moment):
            raise RailUnavailableError("no_chain_fee", network=network)
        out.inputs[key] = figure
        return figure.value

    return load_fee_model(model).compute_transfer_fee(
        find_fresh_figure, network, asset, new_holder=context.request.new_holder
    )


def list_transfer_fees(
    context: EstimateContext, asset: str, network: str
) -> list[ChainTransferFee]:
    """The network's fee for sending to a holder of the asset and, if dearer, to a new address."""
    cases = (False, True) if load_assets().networks[network].new_holder_fee else (False,)
    return [_describe_fee(context, asset, network, new_holder=case) for case in cases]


def _describe_fee(
    context: EstimateContext, asset: str, network: str, *, new_holder: bool
) -> ChainTransferFee:
    request = context.request.model_copy(update={"new_holder": new_holder})
    result = RailResult(RailEstimate(rail=network, available=False))
    try:
        fee = compute_native_fee(replace(context, request=request), asset, network, result)
    except RailUnavailableError:
        amount, dollars = None, None
    else:
        price = context.coin_price(load_assets().native_coin(network))
        worth = price.price * fee if price and price.price else None
        amount = fee
        dollars = round_significant(worth, 2, places=4) if worth is not None else None
    figures = list(result.inputs.values())
    return ChainTransferFee(
        network=network,
        asset=asset,
        case="new" if new_holder else "holder",
        coin=load_assets().native_coin(network),
        amount=amount,
        dollars=dollars,
        source=figures[0].source if figures else "",
        as_of=figures[0].as_of if figures else context.moment,
    )
