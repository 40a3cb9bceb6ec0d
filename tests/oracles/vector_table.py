"""Which of our functions answers to which function of the reference implementations, and in whose words."""

import numpy as np

from oneplan.understand.standard import (
    clustering,
    funnels,
    intervals,
    life_tables,
    multiplicity,
    quantiles,
    rates,
    standardised,
    stratified,
)
from oracles import vector_table_inequality, vector_table_strata


def array(values):
    """Numbers as an array, with null as unknown."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def shares(confidence):
    """Confidences as shares: some are given in per cent."""
    given = confidence if isinstance(confidence, list) else [confidence]
    return [level / 100 if level >= 90 else level for level in given]


def limits(confidence, calculate):
    """Lower and upper limits, named after the level where there are two."""
    levels = shares(confidence)
    said = {}
    for level in levels:
        found = calculate(level)
        label = f"{level * 100:.1f}_".replace(".", "_")[:-1] if len(levels) > 1 else ""
        said |= {f"lower{label}cl": np.atleast_1d(found.lower), f"upper{label}cl": np.atleast_1d(found.upper)}
    return said | {"value": np.atleast_1d(found.value)}


def exact_or_byar(events):
    return ["Exact" if few else "Byars" for few in np.atleast_1d(events) < rates.EXACT_BELOW]


def proportion(*, x, n, confidence, multiplier=1):
    return limits(
        confidence,
        lambda level: intervals.wilson(array(x), array(n), confidence=level).times(multiplier),
    )


def rate(*, x, n, confidence, multiplier=1):
    events = array(x)
    found = limits(confidence, lambda level: rates.rate(events, array(n), confidence=level).times(multiplier))
    return found | {"method": exact_or_byar(events)}


def mean(*, values, confidence):
    some = array(values)
    known = some[~np.isnan(some)]
    found = limits(confidence, lambda level: intervals.mean(some, confidence=level))
    return found | {
        "value_sum": [known.sum()],
        "value_count": [known.size],
        "stdev": [known.std(ddof=1) if known.size > 1 else np.nan],
    }


def directly_standardised(*, x, n, stdpop, confidence, multiplier, independent_events=True):
    given = {"standard": array(stdpop), "unknown_is_none": True}
    found = standardised.directly_standardised(array(x), array(n), **given)
    return limits(
        confidence,
        lambda level: standardised.directly_standardised(array(x), array(n), confidence=level, **given).times(
            multiplier
        ),
    ) | {"total_count": [found.events], "total_pop": [found.population]}


def directly_standardised_by_frequency(
    *, eventfreq, ageband, x, n, stdpop, confidence, multiplier, independent_events=False
):
    times, row = np.unique(np.array(eventfreq), return_inverse=True)
    bands, column = np.unique(np.array(ageband), return_inverse=True)
    people = np.zeros((times.size, bands.size))
    people[row, column] = np.nan_to_num(array(x))
    population, standard = np.zeros(bands.size), np.zeros(bands.size)
    population[column], standard[column] = array(n), array(stdpop)

    def calculate(level):
        return standardised.directly_standardised_by_frequency(
            people, population, times=times, standard=standard, confidence=level
        )

    found = calculate(0.95)
    return limits(confidence, lambda level: calculate(level).times(multiplier)) | {
        "total_count": [found.events],
        "total_pop": [found.population],
    }


def _indirectly(x, n, x_ref, n_ref, *, level):
    return standardised.indirectly_standardised(
        array(x),
        array(n),
        reference_events=array(x_ref),
        reference_population=array(n_ref),
        confidence=level,
        unknown_is_none=True,
    )


def indirectly_standardised_ratio(*, x, n, x_ref, n_ref, confidence, refvalue=1):
    found = _indirectly(x, n, x_ref, n_ref, level=0.95)
    return limits(confidence, lambda level: _indirectly(x, n, x_ref, n_ref, level=level).times(refvalue)) | {
        "observed": [found.events],
        "expected": [found.expected],
        "method": exact_or_byar(found.events),
    }


def indirectly_standardised_rate(*, x, n, x_ref, n_ref, confidence, multiplier):
    crude = standardised.reference_rate(array(x_ref), array(n_ref), unknown_is_none=True) * multiplier
    found = indirectly_standardised_ratio(
        x=x, n=n, x_ref=x_ref, n_ref=n_ref, confidence=confidence, refvalue=float(crude)
    )
    return found | {"ref_rate": [crude]}


def quantile(*, values, nquantiles, invert, group=None):
    found = quantiles.quantile_groups(
        array(values), groups=nquantiles, within=group, highest_first=invert
    ).astype(float)
    found[found == quantiles.NOT_GROUPED] = np.nan
    return {"quantile": found}


SIGNIFICANCE = {
    -2: "Low (0.001)",
    -1: "Low (0.025)",
    0: "Not significant",
    1: "High (0.025)",
    2: "High (0.001)",
}
TOO_FEW = "Not applicable for events less than 10 for dsrs"
SHOWN = [0, 1, 2, 3, 4, *range(7, 100, 4)]


def _population_of_rates(numerator, denominator, rate, *, rate_type, multiplier):
    events, rates = array(numerator), array(rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        derived = events / rates * multiplier
    if rate_type == "dsr" or denominator is None:
        return np.where(events == 0, np.nan, derived)
    return np.where(events == 0, array(denominator), derived)


def place_in_funnel(*, numerator, statistic, denominator=None, rate=None, rate_type=None, multiplier=None):
    if statistic == "proportion":
        places = funnels.place_of_proportions(array(numerator), array(denominator))
    elif statistic == "ratio":
        places = funnels.place_of_ratios(array(numerator), array(denominator), average=1)
    else:
        people = _population_of_rates(
            numerator, denominator, rate, rate_type=rate_type, multiplier=multiplier
        )
        places = funnels.place_of_ratios(array(numerator), people)
    said = [SIGNIFICANCE[int(place)] for place in places]
    if rate_type == "dsr":
        said = [TOO_FEW if x < 10 else label for x, label in zip(numerator, said, strict=True)]
    return {"significance": said}


def funnel_limits(*, numerator, statistic, multiplier=100, denominator=None, years_of_data=1, **asked):
    if statistic == "proportion":
        return _funnel_of_proportions(numerator, denominator, multiplier=multiplier)
    if statistic == "ratio":
        return _funnel_of_ratios(denominator, kind=asked["ratio_type"])
    if asked["rate_type"] == "dsr" or denominator is None:
        people = _population_of_rates(numerator, None, asked["rate"], rate_type="dsr", multiplier=multiplier)
    else:
        people = array(denominator)
    return _funnel_of_rates(numerator, people, multiplier=multiplier, years=years_of_data)


def _shown(said):
    return {name: values[SHOWN] for name, values in said.items()} | {"row_number": [row + 1 for row in SHOWN]}


def _funnel_of_proportions(numerator, denominator, *, multiplier):
    found = funnels.funnel_of_proportions(array(numerator), array(denominator))
    said = {"x_axis": found.size, "baseline": np.full_like(found.size, found.average * multiplier)}
    for name, level in (("2s", funnels.NEAR), ("3s", funnels.FAR)):
        lower, upper = funnels.proportion_limits(found.average, found.size, confidence=level)
        # The reference stops its upper limit at 100 in whatever unit it is asked for.
        said[f"lower_{name}_limit"] = np.maximum(lower, 0) * multiplier
        said[f"upper_{name}_limit"] = np.minimum(upper * multiplier, 100)
    return _shown(said)


def _funnel_of_ratios(expected, *, kind):
    found = funnels.funnel_of_ratios(array(expected))
    said = {"x_axis": found.size}
    for name, limit in (("2s", found.near), ("3s", found.far)):
        for side in ("lower", "upper"):
            value = getattr(limit, side)
            said[f"{side}_{name}_exp_events"] = found.size / value
            said[f"{side}_{name}_limit"] = value - 1 if kind == "count" else value * 100
    return _shown(said)


def _funnel_of_rates(numerator, people, *, multiplier, years):
    found = funnels.funnel_of_rates(array(numerator), people, years=years)
    said = {"x_axis": found.size, "baseline": np.full_like(found.size, found.average * multiplier)}
    for name, limit in (("2s", found.near), ("3s", found.far)):
        for side in ("lower", "upper"):
            value = getattr(limit, side)
            said[f"{side}_{name}_population_1_year"] = found.size / value / years
            said[f"{side}_{name}_limit"] = value * multiplier
    return _shown(said)


def life_expectancy(*, startage, population, deaths, confidence):
    order = np.argsort(startage)
    return limits(
        confidence,
        lambda level: life_tables.life_expectancy(
            array(deaths)[order], array(population)[order], starts=array(startage)[order], confidence=level
        ),
    )


def trend(*, x, n, score=None):
    found = stratified.trend_in_proportions(array(x), array(n), score=score)
    return {"chisq": found.chi_squared, "df": 1, "p_value": found.p_value}


def mantel_haenszel(
    *,
    exposed_cases,
    exposed_noncases,
    unexposed_cases,
    unexposed_noncases,
    continuity_correction=True,
    confidence=0.95,
):
    found = stratified.mantel_haenszel(
        array(exposed_cases),
        array(exposed_cases) + array(exposed_noncases),
        other_cases=array(unexposed_cases),
        other_n=array(unexposed_cases) + array(unexposed_noncases),
        correction=continuity_correction,
        confidence=confidence,
    )
    return {
        "chisq": found.chi_squared,
        "p_value": found.p_value,
        "common_odds_ratio": found.odds_ratio.value,
        "or_lower": found.odds_ratio.lower,
        "or_upper": found.odds_ratio.upper,
    }


def adjusted(*, p):
    given = array(p)
    return {
        name: multiplicity.p_adjust(given, method=method)
        for name, method in (
            ("BH", "benjamini-hochberg"),
            ("BY", "benjamini-yekutieli"),
            ("holm", "holm"),
        )
    }


def newcombe(*, x1, n1, x2, n2, confidence=0.95):
    found = intervals.newcombe(x1, n1, other_cases=x2, other_n=n2, confidence=confidence)
    return {"difference": found.value, "lower": found.lower, "upper": found.upper}


def clopper_pearson(*, x, n, confidence=0.95):
    found = intervals.clopper_pearson(array(x), array(n), confidence=confidence)
    return {"lower": found.lower, "upper": found.upper}


def anova_icc(*, school, y):
    found = clustering.anova_icc(school, array(y))
    return {
        "ms_between": found.mean_schools,
        "ms_within": found.mean_within,
        "n0": found.size,
        "rho": found.rho,
        "F": found.f,
        "p_value": found.p_value,
    }


FUNCTIONS = {
    **vector_table_inequality.FUNCTIONS,
    **vector_table_strata.FUNCTIONS,
    "phe_proportion": proportion,
    "phe_rate": rate,
    "phe_mean": mean,
    "calculate_dsr": directly_standardised,
    "calculate_dsr_nonindependent": directly_standardised_by_frequency,
    "calculate_ISRatio": indirectly_standardised_ratio,
    "calculate_ISRate": indirectly_standardised_rate,
    "phe_quantile": quantile,
    "phe_quantile_by_group": quantile,
    "assign_funnel_significance": place_in_funnel,
    "calculate_funnel_limits": funnel_limits,
    "phe_life_expectancy": life_expectancy,
    "prop.trend.test": trend,
    "mantelhaen.test": mantel_haenszel,
    "p.adjust": adjusted,
    "newcombe_difference": newcombe,
    "clopper_pearson": clopper_pearson,
    "anova_icc": anova_icc,
}
