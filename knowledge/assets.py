"""The assets, networks and rails that are known, from ``knowledge/reference/assets.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

FILE = Path(__file__).parent / "reference" / "assets.toml"


@dataclass(frozen=True)
class Asset:
    """A crypto-asset; the fields are explained in assets.toml.

    ``decimals`` is None for an asset that is known by name only.
    """

    code: str
    kind: Literal["coin", "stablecoin", "banned", "other"]
    decimals: int | None = None
    decimals_on: Mapping[str, int] = field(default_factory=dict)
    in_messages: bool = False
    names: tuple[str, ...] = ()
    request_words: tuple[str, ...] = ()
    question_words: tuple[str, ...] = ()
    pattern: str = ""

    def decimals_for(self, network: str | None) -> int:
        """The decimals of the asset on a network; ValueError for one known by name only."""
        if self.decimals is None:
            raise ValueError(f"{self.code} has no decimals")
        return self.decimals_on.get(network or "", self.decimals)


@dataclass(frozen=True)
class Network:
    """A network that assets move on; the fields are explained in assets.toml.

    ``fee_model`` is empty where no source publishes what a transfer costs.
    """

    key: str
    title: str = ""
    title_ru: str = ""
    coin: str = ""
    fee_model: str = ""
    node: str = ""
    address_kind: str = ""
    new_holder_fee: bool = False
    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    request_words: tuple[str, ...] = ()
    question_words: tuple[str, ...] = ()
    rail_words: tuple[str, ...] = ()

    def title_in(self, language: str) -> str:
        """The network's name in a language."""
        return self.title_ru if language == "ru" and self.title_ru else self.title


@dataclass(frozen=True)
class AssetRegistry:
    """Assets by code, networks by key, and the rails in the order in which they are estimated."""

    assets: Mapping[str, Asset]
    networks: Mapping[str, Network]
    rails: tuple[tuple[str, str], ...]

    @cached_property
    def rail_assets(self) -> tuple[str, ...]:
        """The assets that a payment can be made in."""
        return tuple(dict.fromkeys(asset for asset, _ in self.rails))

    @cached_property
    def message_coins(self) -> frozenset[str]:
        """The assets whose codes are read as money in a message."""
        return frozenset(code for code, asset in self.assets.items() if asset.in_messages)

    @cached_property
    def stablecoins(self) -> frozenset[str]:
        """The assets that are pegged to the dollar and have a price."""
        return self._codes("stablecoin")

    @cached_property
    def banned_coins(self) -> frozenset[str]:
        """The assets that sanctions name."""
        return self._codes("banned")

    @cached_property
    def fee_networks(self) -> tuple[str, ...]:
        """The networks whose fees are published."""
        return tuple(key for key, network in self.networks.items() if network.fee_model)

    @cached_property
    def address_networks(self) -> tuple[Network, ...]:
        """The networks whose addresses are of a kind of their own."""
        return tuple(each for each in self.networks.values() if each.address_kind == each.key)

    @cached_property
    def names(self) -> frozenset[str]:
        """The plain words that name an asset or a network."""
        return frozenset(name for entry in self._entries for name in entry.names)

    @cached_property
    def request_words(self) -> tuple[str, ...]:
        """Regular expressions that name an asset or a network in a payment request."""
        return tuple(word for entry in self._entries for word in entry.request_words)

    @cached_property
    def question_words(self) -> tuple[str, ...]:
        """Regular expressions that name an asset or a network in a question."""
        return tuple(word for entry in self._entries for word in entry.question_words)

    @cached_property
    def rail_words(self) -> tuple[str, ...]:
        """Regular expressions that name a network only where rails are compared."""
        return tuple(word for each in self.networks.values() for word in each.rail_words)

    @property
    def _entries(self) -> tuple[Asset | Network, ...]:
        return (*self.assets.values(), *self.networks.values())

    def is_crypto(self, code: str) -> bool:
        """Whether the code is an asset with decimals, and so with a price."""
        return code in self.assets and self.assets[code].decimals is not None

    def native_coin(self, network: str) -> str:
        """The coin that a network's fees are paid in."""
        return self.networks[network].coin

    def _codes(self, kind: str) -> frozenset[str]:
        return frozenset(code for code, asset in self.assets.items() if asset.kind == kind)


@cache
def load_assets() -> AssetRegistry:
    """The registry that comes with the package, read once."""
    raw = tomllib.loads(FILE.read_text("utf-8"))
    assets = {code: Asset(code=code, **_freeze(row)) for code, row in raw["asset"].items()}
    networks = {key: Network(key=key, **_freeze(row)) for key, row in raw["network"].items()}
    rails = tuple((asset, network) for asset, network in raw["rails"])
    return AssetRegistry(MappingProxyType(assets), MappingProxyType(networks), rails)


def _freeze(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(x) if isinstance(x, list) else x for key, x in row.items()}
