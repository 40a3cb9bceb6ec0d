"""Makes up releases for the gate: nested or not, linked, released again, and with sums that few dominate."""

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.releases.dimensions import Dimension, make_dimension
from oneplan.disclosure.releases.release import Release, make_release

GROUPS = {"W_": 4, "M_": 4, "A_": 5, "B_": 3, "O_": 2}
SHARES = np.array([70, 2, 1, 6, 1.5, 1, 1, 2, 2, 1.5, 1, 1, 1, 2, 1, 1, 1, 1.5])


def county(pupils: int = 25_000, *, schools: int = 200, seed: int = 1) -> Release:
    """School × ethnicity × SEND × free school meals, schools in seven districts."""
    random = np.random.default_rng(seed)
    columns = _pupils(random, pupils, schools=schools)
    names = ("school", "eth", "send", "meals")
    return _release(columns, names, tables=[names], schools=schools)


def not_nested(pupils: int = 25_000, *, schools: int = 120, wards: int = 90, seed: int = 2) -> Release:
    """School × ethnicity × SEND beside ward × ethnicity × SEND."""
    random = np.random.default_rng(seed)
    columns = _pupils(random, pupils, schools=schools)
    near = (columns["school"] * wards // schools + random.integers(-2, 3, pupils)) % wards
    columns["ward"] = near
    tables = [("school", "eth", "send"), ("ward", "eth", "send")]
    return _release(columns, ("school", "ward", "eth", "send"), tables=tables, schools=schools)


def five_way(pupils: int = 60_000, *, schools: int = 270, seed: int = 3) -> Release:
    """School × ethnicity × SEND × free school meals × sex."""
    columns = _pupils(np.random.default_rng(seed), pupils, schools=schools)
    names = ("school", "eth", "send", "meals", "sex")
    return _release(columns, names, tables=[names], schools=schools)


def linked(pupils: int = 12_000, *, schools: int = 60, seed: int = 5) -> Release:
    """Three tables that share columns in a row, and one that closes the circle."""
    columns = _pupils(np.random.default_rng(seed), pupils, schools=schools)
    tables = [("school", "eth"), ("school", "send", "meals"), ("school", "meals", "sex"), ("eth", "sex")]
    return _release(columns, ("school", "eth", "send", "meals", "sex"), tables=tables, schools=schools)


def released_again(
    pupils: int = 6_000, *, schools: int = 40, late: int = 60, seed: int = 6
) -> tuple[Release, Release]:
    """School × ethnicity × SEND in autumn, and again when so many late pupils have come."""
    random = np.random.default_rng(seed)
    columns = _pupils(random, pupils + late, schools=schools)
    names, autumn = ("school", "eth", "send"), {name: of[:pupils] for name, of in columns.items()}
    first = _release(autumn, names, tables=[names], schools=schools)
    return first, _release(columns, names, tables=[names], schools=schools)


def dominated(pupils: int = 4_000, *, schools: int = 40, seed: int = 7) -> Release:
    """Area × ethnicity with days absent by school; some schools have nearly all of them."""
    random = np.random.default_rng(seed)
    columns = _pupils(random, pupils, schools=schools)
    heavy = random.pareto(1.2, schools)
    days = random.poisson(2 + 6 * heavy[columns["school"]])
    columns["area"] = columns["school"] * 12 // schools
    names = ("area", "eth")
    return _release(columns, names, tables=[names], schools=schools, days=days)


def _pupils(random: np.random.Generator, pupils: int, *, schools: int) -> dict[str, NDArray[np.int64]]:
    sizes = random.lognormal(0, 0.7, schools)
    school = random.choice(schools, size=pupils, p=sizes / sizes.sum())
    local = random.dirichlet(SHARES / SHARES.sum() * 25, schools)
    draw = random.random(pupils)
    eth = (np.cumsum(local, axis=1)[school] < draw[:, None]).sum(axis=1).clip(0, len(SHARES) - 1)
    send = random.choice(3, size=pupils, p=[0.83, 0.13, 0.04])
    meals = (random.random(pupils) < random.beta(2, 6, schools)[school]).astype(np.int64)
    sex = random.integers(0, 2, pupils)
    return {"school": school, "eth": eth, "send": send, "meals": meals, "sex": sex}


def _release(
    columns: dict[str, NDArray[np.int64]],
    names: tuple[str, ...],
    *,
    tables: list[tuple[str, ...]],
    schools: int,
    days: NDArray[np.int64] | None = None,
) -> Release:
    """The release of these columns; with days absent, each school counts for itself."""
    by = names if days is None else (*names, "school")
    codes, group = np.unique(np.stack([columns[name] for name in by], axis=1), axis=0, return_inverse=True)
    counts = np.bincount(group.reshape(-1))
    written = [[_code(name, number) for name, number in zip(by, row, strict=True)] for row in codes]
    amounts = []
    if days is not None:
        added = np.bincount(group.reshape(-1), weights=days).astype(int).tolist()
        amounts = [(units, row[-1]) for units, row in zip(added, written, strict=True)]
    rows = [(row[: len(names)], count) for row, count in zip(written, counts.tolist(), strict=True)]
    dimensions = [_dimension(name, {row[k] for row in written}, schools) for k, name in enumerate(names)]
    return make_release(dimensions, rows, tables=tables, amounts=amounts)


def _code(name: str, number: int) -> str:
    if name != "eth":
        return f"{name}{number:03}"
    return [f"{group[0]}{k + 1}" for group, size in GROUPS.items() for k in range(size)][number]


def _dimension(name: str, used: set[str], schools: int) -> Dimension:
    pairs: list[tuple[str, str]] = []
    if name == "eth":
        pairs = [(code, f"{code[0]}_") for code in used] + [(group, "Total") for group in GROUPS]
    if name == "school":
        pairs = [(code, f"D{int(code[6:]) * 7 // schools}") for code in used]
        pairs += [(f"D{k}", "Total") for k in range(7)]
    return make_dimension(name, used, pairs=pairs)
