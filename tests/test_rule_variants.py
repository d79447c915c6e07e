"""Each rule in its other ways of being broken or kept: see ``variants``."""

import polars as pl
import pytest

from kabul_ties.rules.application import ALL_RULES
from mutation.oracles import computed
from samples import copy_sample
from variants import VARIANTS, Variant, edited

NAMES = [f"{variant.rule}-{number}" for number, variant in enumerate(VARIANTS)]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    tables = computed(copy_sample(tmp_path_factory.mktemp("sample") / "project"))
    assert tables
    return tables


@pytest.mark.parametrize("variant", VARIANTS, ids=NAMES)
def test_a_variant_is_judged_as_it_should_be(
    variant: Variant, sample: dict[str, pl.DataFrame]
) -> None:
    rule = ALL_RULES[variant.rule]
    assert rule.broken_rows(sample).is_empty()
    found = rule.broken_rows(edited(sample, variant.edits)).sort("row")
    assert found["row"].to_list() == list(variant.rows)
    for facts in found.head(1).iter_rows(named=True):
        assert variant.says in rule.message.format(**facts)
