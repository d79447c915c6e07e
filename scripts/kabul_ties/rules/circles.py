"""Circles of arrows: ids from which a way leads back to them."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

Arrow = tuple[str, str]


def circles(arrows: Iterable[Arrow]) -> Iterator[tuple[str, ...]]:
    """Circles of ids, each with its first id repeated at its end.

    Args:
        arrows: From an id to another, or to itself.

    Yields:
        Circles without an arrow in common, until no other is left.
    """
    left = set(arrows)
    while True:
        sorter: TopologicalSorter[str] = TopologicalSorter()
        for source, target in sorted(left):
            sorter.add(target, source)
        try:
            sorter.prepare()
        except CycleError as error:
            circle = tuple(error.args[1])
            left -= set(pairwise(circle))
            yield circle
        else:
            return
