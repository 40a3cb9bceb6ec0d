"""Releases whose tables share columns in a circle, for tests."""

import numpy as np

from oneplan.disclosure.releases.dimensions import make_dimension
from oneplan.disclosure.releases.release import make_release


def circle_of(sizes, *, children):
    """Three tables of each two of three dimensions with so many codes, over made-up children."""
    random = np.random.default_rng(4)
    codes = [[f"{name}{k}" for k in range(size)] for name, size in sizes.items()]
    drawn = [random.choice(len(one), children, p=random.dirichlet(np.full(len(one), 3.0))) for one in codes]
    rows = {}
    for row in zip(*drawn, strict=True):
        key = tuple(one[k] for one, k in zip(codes, row, strict=True))
        rows[key] = rows.get(key, 0) + 1
    dimensions = [make_dimension(one[0][0], one) for one in codes]
    a, b, c = sizes
    return make_release(dimensions, list(rows.items()), tables=[[a, b], [b, c], [a, c]])
