"""Small cubes through the gate, against an attacker who writes down every picture that fits."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from oneplan.disclosure.asked import Asked
from oneplan.disclosure.auditor.auditing import audit
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.dimensions import make_dimension
from oneplan.disclosure.releases.release import make_release
from oracles.every_picture import above, every_value, read_cells

DISTRICT = {"s1": "north", "s2": "north", "s3": "south", "north": "Total", "south": "Total"}
SHAPES = {
    "two ways": ((3, 2), ((0, 1),), ({}, {})),
    "schools in districts": ((3, 2), ((0, 1),), (DISTRICT, {})),
    "three ways": ((2, 2, 2), ((0, 1, 2),), ({}, {}, {})),
    "two linked tables": ((2, 2, 2), ((0, 1), (1, 2)), ({}, {}, {})),
    "three linked tables": ((2, 2, 2), ((0, 1), (1, 2), (0, 2)), ({}, {}, {})),
}


def make(shape, counts):
    """A release of this shape, and its inner cells by their codes."""
    sizes, tables, parents = SHAPES[shape]
    codes = [[f"{'sab'[place]}{k + 1}" for k in range(size)] for place, size in enumerate(sizes)]
    inner = list(itertools.product(*codes))
    names = [f"d{place}" for place in range(len(sizes))]
    dimensions = [
        make_dimension(name, codes[place], pairs=list(parents[place].items()))
        for place, name in enumerate(names)
    ]
    rows = list(zip(inner, counts, strict=False))
    release = make_release(dimensions, rows, tables=[[names[place] for place in table] for table in tables])
    return release, inner, parents, tables


def size_of(shape):
    sizes = SHAPES[shape][0]
    total = 1
    for size in sizes:
        total *= size
    return total


@pytest.mark.parametrize("least", [0, 1])
@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_no_small_cell_has_one_value_only_in_every_picture(shape, least, data, tmp_path_factory):
    counts = data.draw(some.lists(some.integers(0, 6), min_size=size_of(shape), max_size=size_of(shape)))
    if not any(counts):
        return
    folder = tmp_path_factory.mktemp("cube")
    release, inner, parents, tables = make(shape, counts)
    hierarchies = []
    for place, known in enumerate(parents):
        if known:
            path = folder / f"h{place}.csv"
            path.write_text("child,parent\n" + "".join(f"{c},{p}\n" for c, p in known.items()))
            hierarchies.append((f"d{place}", path))
    passed = protect_release(
        Asked(release, find_policy("dfe_la"), hierarchies=tuple(hierarchies)), Paths(folder / "out.csv")
    )
    cells = read_cells(folder / "out.csv")
    values = every_value(cells, inner, parents=parents, tables=tables, most=8, least=least)
    assert {cell: known for cell, known in values.items() if len(known) < 2} == {}
    assert passed.certificate.safe


def margins_of(rows, *, parents, tables):
    """Every cell of these tables, added up the slow way."""
    whole = {}
    for codes, count in rows:
        levels = [above(code, parents[place]) for place, code in enumerate(codes)]
        for cell in itertools.product(*levels):
            if any({place for place, code in enumerate(cell) if code != "Total"} <= {*one} for one in tables):
                whole[cell] = whole.get(cell, 0) + count
    return whole


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_the_auditor_finds_what_every_picture_says(shape, data, tmp_path_factory):
    size = size_of(shape)
    counts = data.draw(some.lists(some.integers(0, 3), min_size=size, max_size=size))
    hidden = data.draw(some.lists(some.booleans(), min_size=60, max_size=60))
    if not any(counts):
        return
    folder = tmp_path_factory.mktemp("cube")
    _, inner, parents, tables = make(shape, counts)
    whole = margins_of(zip(inner, counts, strict=False), parents=parents, tables=tables)
    cells = {
        cell: None if value and hide else value
        for (cell, value), hide in zip(sorted(whole.items()), itertools.cycle(hidden), strict=False)
    }
    names = [f"d{place}" for place in range(len(parents))]
    text = ",".join([*names, "value", "state"]) + "\n"
    text += "".join(f"{','.join(cell)},{'' if value is None else value},\n" for cell, value in cells.items())
    (folder / "hand.csv").write_text(text)
    hierarchies = []
    for place, known in enumerate(parents):
        if known:
            (folder / f"h{place}.csv").write_text(
                "child,parent\n" + "".join(f"{c},{p}\n" for c, p in known.items())
            )
            hierarchies.append((names[place], folder / f"h{place}.csv"))
    values = every_value(cells, inner, parents=parents, tables=tables, most=6, least=1)
    found = audit([folder / "hand.csv"], hierarchies=hierarchies)
    assert found.certificate.complete
    told = {cell: min(known) for cell, known in values.items() if len(known) == 1}
    assert dict(found.exact) == told
