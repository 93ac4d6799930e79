from __future__ import annotations

import re
import tomllib

import pytest

from knowledge.assets import FILE, load_assets
from knowledge.market.chains.registry import load_fee_model
from knowledge.settlement.reference_data import load_bundled_reference

REGISTRY = load_assets()


def test_every_rail_has_its_asset_its_network_its_fee_and_its_time() -> None:
    reference = load_bundled_reference()
    for asset, network in REGISTRY.rails:
        assert REGISTRY.is_crypto(asset)
        assert REGISTRY.networks[network].title_in("en")
        assert REGISTRY.networks[network].title_in("ru")
        assert REGISTRY.is_crypto(REGISTRY.native_coin(network))
        assert reference.row(f"withdraw.{asset}.{network}").unit == asset
        assert reference.row(f"confirm.{network}").seconds.p50 > 0
        assert reference.row(f"sigma.{asset}").number > 0


@pytest.mark.parametrize("network", REGISTRY.fee_networks)
def test_every_fee_model_is_a_module_that_offers_a_source_and_a_fee(network: str) -> None:
    model = load_fee_model(REGISTRY.networks[network].fee_model)
    assert callable(model.build_fee_source)
    assert callable(model.compute_transfer_fee)


def test_the_file_has_no_asset_or_network_under_two_names() -> None:
    raw = tomllib.loads(FILE.read_text("utf-8"))
    names = [
        n
        for kind in ("asset", "network")
        for row in raw[kind].values()
        for n in row.get("names", ())
    ]
    assert len(names) == len(set(names))


def test_every_expression_can_be_compiled() -> None:
    words = (*REGISTRY.request_words, *REGISTRY.question_words, *REGISTRY.rail_words)
    phrases = [phrase for each in REGISTRY.networks.values() for phrase in each.phrases]
    patterns = [asset.pattern for asset in REGISTRY.assets.values()]
    for expression in (*words, *phrases, *patterns):
        assert re.compile(expression).search("§") is None or not expression


def test_an_asset_that_is_known_by_name_only_is_no_money() -> None:
    assert not REGISTRY.is_crypto("DAI")
    assert "dai" in REGISTRY.names
    with pytest.raises(ValueError, match="no decimals"):
        REGISTRY.assets["DAI"].decimals_for(None)


def test_a_network_may_keep_other_decimals_of_a_token() -> None:
    assert REGISTRY.assets["USDT"].decimals_for("bsc") == 18
    assert REGISTRY.assets["USDT"].decimals_for(None) == 6


def test_lists_derive_from_the_registry() -> None:
    assert REGISTRY.rail_assets == ("USDT", "USDC", "BTC")
    assert REGISTRY.message_coins == {"BTC", "ETH", "USDT", "USDC"}
    assert REGISTRY.stablecoins == {"USDT", "USDC"}
    assert REGISTRY.banned_coins == {"A7A5", "RUBX", "DIGITAL-ROUBLE"}
    assert "lightning" not in REGISTRY.fee_networks
