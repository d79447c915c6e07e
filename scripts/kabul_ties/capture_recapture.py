"""How many acts there are, estimated from two collections that were made apart.

Sources: D. G. Chapman, Some properties of the hypergeometric distribution with applications to
zoological sample censuses (1951), for the estimate; G. A. F. Seber, The Estimation of Animal
Abundance, 2nd ed. (1982), section 3.1, for its variance; A. Chao, Estimating the population size
for capture-recapture data with unequal catchability, Biometrics 43 (1987), for the interval.
"""

import math
from dataclasses import dataclass

_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Estimate:
    """The number of acts, with its 95 % interval.

    Attributes:
        first, second, both: Acts in the first collection, in the second, and in both.
        acts: Estimated number of all acts, found or not.
        low, high: Bounds of the 95 % interval; never below the number of acts found.
    """

    first: int
    second: int
    both: int
    acts: float
    low: float
    high: float


def chapman(first: frozenset[str], second: frozenset[str]) -> Estimate:
    """Chapman's estimate of a closed population from two samples.

    It holds if each act is as likely to stand in one collection whether or not it stands in the
    other. Collections that favour the same prominent acts make it too low.

    Args:
        first: Names of the acts in the first collection.
        second: Names of the acts in the second; the same act has the same name in both.
    """
    n1, n2, both = len(first), len(second), len(first & second)
    found = n1 + n2 - both
    acts = (n1 + 1) * (n2 + 1) / (both + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both) / ((both + 1) ** 2 * (both + 2))
    unseen = acts - found
    if unseen <= 0:
        return Estimate(n1, n2, both, acts, found, found)
    spread = math.exp(_NORMAL_95 * math.sqrt(math.log1p(variance / unseen**2)))
    return Estimate(n1, n2, both, acts, found + unseen / spread, found + unseen * spread)
