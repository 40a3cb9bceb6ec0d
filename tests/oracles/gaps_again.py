"""Gaps worked out the slow, obvious way: one cell and one outcome after another, from one row a child."""

import numpy as np
from scipy import stats

from oneplan.cells.cells import ANY


def members(cells, row, levels):
    """Which children are in a cell."""
    fixed = cells.levels[row]
    return np.all((fixed == ANY) | (levels == fixed), axis=1)


def deviate(x, n, cases, everybody):
    """The two-sided hypergeometric mid-p as a signed deviate, by scipy."""
    law = stats.hypergeom(everybody, cases, n)
    above = law.sf(x) + 0.5 * law.pmf(x)
    below = law.cdf(x - 1) + 0.5 * law.pmf(x)
    return float(stats.norm.isf(above)) if above <= below else float(-stats.norm.isf(below))


def effect(rho, school, *, group, rest):
    """The design effect of a gap between two sets of children, and Satterthwaite's degrees of freedom."""
    names = np.unique(school)
    shares = [np.array([(school[one] == name).mean() for name in names]) for one in (group, rest)]
    apart = 1 / group.sum() + 1 / rest.sum()
    of_schools = rho * np.sum((shares[0] - shares[1]) ** 2)
    found = max(((1 - rho) * apart + of_schools) / apart, 1.0)
    number = len(set(school[group]))
    part = min(of_schools / apart, found)
    freedom = (number - 1) * (found / part) ** 2 if number < 20 and part > 0 else np.inf
    lean = np.sum((shares[0] - shares[1]) ** 3) * (rho / (apart * found)) ** 1.5
    return found, freedom, lean


def straightened(z, *, lean, rho, share):
    """A deviate without the tail that a few schools add, by search: where does the bent curve reach it?"""
    skew = np.sign(z) * lean * 2 * (1 - 2 * share) * np.sqrt(rho / (share * (1 - share))) / (1 + rho)
    if skew <= 1e-6 or abs(z) <= 1:
        return z
    least, most = 0.0, abs(z)
    if most + skew * (most**2 - 1) / 6 <= abs(z):
        return z
    for _ in range(80):
        middle = (least + most) / 2
        least, most = (middle, most) if middle + skew * (middle**2 - 1) / 6 < abs(z) else (least, middle)
    return np.sign(z) * least


def likeness(school, values):
    """The intraclass correlation of an analysis of variance, from children."""
    names = np.unique(school)
    groups = [values[school == name] for name in names]
    total, of = len(values), np.array([len(one) for one in groups])
    between = sum(len(one) * (one.mean() - values.mean()) ** 2 for one in groups) / (len(names) - 1)
    within = sum(((one - one.mean()) ** 2).sum() for one in groups) / (total - len(names))
    size = (total - (of**2).sum() / total) / (len(names) - 1)
    return (between - within) / (between + (size - 1) * within)


def two_sided(z, freedom):
    """The p-value of a deviate, by Student's t where the degrees of freedom are few."""
    return 2 * (stats.norm.sf(abs(z)) if np.isinf(freedom) else stats.t.sf(abs(z), freedom))


def adjusted(p):
    """Benjamini and Hochberg's adjusted p-values, by their definition."""
    order = sorted(range(len(p)), key=lambda place: p[place])
    found, least = [0.0] * len(p), 1.0
    for place in range(len(p), 0, -1):
        least = min(least, p[order[place - 1]] * len(p) / place)
        found[order[place - 1]] = least
    return found


def parents(cells, row):
    """The rows that fix one characteristic less."""
    found = []
    for which in np.flatnonzero(cells.levels[row] != ANY):
        wanted = cells.levels[row].copy()
        wanted[which] = ANY
        found += [other for other in range(len(cells)) if (cells.levels[other] == wanted).all()]
    return found


def beyond_adding_up(levels, values, fixed):
    """A group's share less what main effects of its characteristics expect, by least squares on children."""
    chosen = np.flatnonzero(fixed != ANY)
    columns = [levels[:, which, None] == np.arange(levels[:, which].max() + 1) for which in chosen]
    table = np.concatenate(columns, axis=1).astype(float)
    effects, *_ = np.linalg.lstsq(table, values, rcond=None)
    group = np.all(levels[:, chosen] == fixed[chosen], axis=1)
    return values[group].mean() - (table @ effects)[group].mean()
