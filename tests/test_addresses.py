"""Which addresses lead to one page."""

import pytest

from kabul_ties.addresses import page_of

PAGE = "https://herald.example/2024/04/Embassy?id=7"


@pytest.mark.parametrize(
    "address",
    [
        "http://herald.example/2024/04/Embassy?id=7",
        "https://www.herald.example/2024/04/Embassy?id=7",
        "https://HERALD.example:443/2024/04/Embassy/?id=7",
        "https://herald.example/2024/04/Embassy?id=7&utm_source=feed&fbclid=x",
        "https://herald.example/2024/04/Embassy?UTM_medium=x&id=7#comments",
    ],
)
def test_addresses_of_one_page(address: str) -> None:
    assert page_of(address) == page_of(PAGE)


@pytest.mark.parametrize(
    "address",
    [
        "https://herald.example/2024/04/embassy?id=7",
        "https://herald.example/2024/04/Embassy?id=8",
        "https://herald.example/2024/04/Embassy",
        "https://fa.herald.example/2024/04/Embassy?id=7",
        "https://herald.example:8080/2024/04/Embassy?id=7",
        "https://herald.example/2024/04/Embassy?id=7&source=feed",
        "https://herald.example:port/2024/04/Embassy?id=7",
        "https://[herald/2024/04/Embassy?id=7",
    ],
)
def test_addresses_of_other_pages(address: str) -> None:
    assert page_of(address) != page_of(PAGE)
