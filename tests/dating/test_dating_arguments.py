"""What is proposed in place of an argument that is refused, and the example that people see."""

import pytest

from kabul_ties.dating import DATE_RULES, DateArgumentError
from kabul_ties.dating.arguments import DAYS, MONTHS_SINCE, WEEKDAY, WINDOW


@pytest.mark.parametrize(("typed", "meant"), [("FIR", "FRI"), ("tuesday", "TUE"), ("Wde", "WED")])
def test_a_misspelt_weekday_finds_its_weekday(typed: str, meant: str) -> None:
    with pytest.raises(DateArgumentError) as caught:
        WEEKDAY.read("until-weekday", typed)
    assert caught.value.nearest == meant


def test_numbers_have_their_smallest_as_example() -> None:
    assert [form.example for form in (DAYS, MONTHS_SINCE, WINDOW)] == ["1", "1", "30"]


def test_every_example_is_read() -> None:
    for rule in DATE_RULES.values():
        if rule.argument.example:
            assert rule.argument.read(rule.name, rule.argument.example) is not None
