"""Windows on the very day on which they turn."""

from datetime import date

import pytest

from kabul_ties.dating.windows import first_day_of_year, latest_day_of_year

DAY = date(2024, 8, 15)


@pytest.mark.parametrize("window", [first_day_of_year, latest_day_of_year])
def test_a_day_named_on_that_day_is_today(window: object) -> None:
    assert callable(window)
    found = window((DAY.month, DAY.day), DAY)
    assert (found.start, found.end) == (DAY, DAY)
