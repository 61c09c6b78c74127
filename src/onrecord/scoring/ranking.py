"""How well scores order what is right before what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def average_precision(scores: NDArray[np.floating[Any]], right: NDArray[np.bool_]) -> float:
    """Mean of the precision at each right one, from the highest score down; equal scores keep their order.

    ``scores`` and ``right`` (n), one of them right at least.
    """
    ordered = right[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(ordered) / np.arange(1, len(ordered) + 1))[ordered].mean())
