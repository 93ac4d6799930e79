"""Names of rails, and which of an estimate's rails to show."""

from __future__ import annotations

from bot.messages import message
from knowledge.assets import load_assets
from knowledge.settlement.models import Estimate, RailEstimate


def rail_title(rail: RailEstimate, language: str) -> str:
    """A rail's name: "Bank wire, SHA" or "USDT on Tron"."""
    if rail.asset is None:
        return message(f"rail_{rail.rail}", language)
    network = load_assets().networks[rail.network or ""].title_in(language)
    return message("rail_coin", language, asset=rail.asset, network=network)


def render_named_rail(assets: tuple[str, ...], networks: tuple[str, ...], language: str) -> str:
    """The asset and the network that a request names: "USDT on Tron", "USDT", or "Tron"."""
    titles = [load_assets().networks[network].title_in(language) for network in networks]
    if len(assets) == len(titles) == 1:
        return message("rail_coin", language, asset=assets[0], network=titles[0])
    return ", ".join([*assets, *titles])


def shown_rails(estimate: Estimate, limit: int) -> list[RailEstimate]:
    """The best rails that could be computed, with the cheapest coin and the cheapest wire."""
    available = [rail for rail in estimate.rails if rail.available]
    shown = available[:limit]
    for is_coin in (True, False):
        first = next((rail for rail in available if bool(rail.asset) is is_coin), None)
        if first and first not in shown:
            shown = [*shown[: limit - 1], first]
    return shown
