"""Finds the module that knows a network's fees: its source, and what a transfer takes."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from typing import Protocol, cast

from knowledge.assets import Network, load_assets
from knowledge.market.http_client import HttpClient
from knowledge.market.sources import FeeSource, FigureLookup, UrlLookup


class FeeModel(Protocol):
    """What each module of this folder that is named as a ``fee_model`` in assets.toml offers."""

    def build_fee_source(
        self, http: HttpClient, network: Network, url_of: UrlLookup, /
    ) -> FeeSource:
        """The source of the network's fee figures."""
        ...

    def compute_transfer_fee(
        self, find: FigureLookup, network: str, asset: str, /, *, new_holder: bool
    ) -> Decimal:
        """The fee of one transfer of the asset, in the network's coin."""
        ...


def load_fee_model(name: str) -> FeeModel:
    """The module of a fee model, imported when first needed."""
    return cast("FeeModel", import_module(f"knowledge.market.chains.{name}"))


def build_fee_sources(http: HttpClient, url_of: UrlLookup) -> tuple[FeeSource, ...]:
    """The sources of every network whose fees are published."""
    registry = load_assets()
    return tuple(
        load_fee_model(network.fee_model).build_fee_source(http, network, url_of)
        for network in (registry.networks[key] for key in registry.fee_networks)
    )
