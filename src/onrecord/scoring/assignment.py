"""Maximum-weight assignment, for pairing predicted with gold statements."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def assign(weights: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs (row, column), each row and column at most once, with the greatest sum of weights (>= 0).

    Shortest augmenting paths over reduced costs (Jonker and Volgenant 1987), O(n^2 m).
    """
    rows, columns = weights.shape
    if rows > columns:
        return sorted((row, column) for column, row in assign(weights.T))
    cost = weights.max(initial=0.0) - weights
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    row_of = np.full(columns, -1)
    for fresh in range(rows):
        distance = np.full(columns, np.inf)
        previous = np.full(columns, -1)
        done = np.zeros(columns, bool)
        row, column, length = fresh, -1, 0.0
        reached: list[int] = []
        while True:
            through = length + cost[row] - row_price[row] - column_price
            better = ~done & (through < distance)
            distance[better] = through[better]
            previous[better] = column
            column = int(np.where(done, np.inf, distance).argmin())
            done[column], length = True, float(distance[column])
            if row_of[column] < 0:
                break
            reached.append(column)
            row = int(row_of[column])
        row_price[fresh] += length
        for seen in reached:
            row_price[row_of[seen]] += length - distance[seen]
            column_price[seen] -= length - distance[seen]
        while column >= 0:
            before = int(previous[column])
            row_of[column] = row_of[before] if before >= 0 else fresh
            column = before
    return sorted((int(row), column) for column, row in enumerate(row_of.tolist()) if row >= 0)
