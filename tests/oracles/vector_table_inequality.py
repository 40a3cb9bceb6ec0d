"""The same table for indices of inequality and for surveys."""

import numpy as np

from oneplan.understand.inequality import concentration as ranked
from oneplan.understand.inequality import extremes, gradient, spread
from oneplan.understand.inequality.figures import groups_of
from oneplan.understand.standard import survey_design, survey_regression

INDICES_OF_SPREAD = {
    "bgv": spread.between_group_variance,
    "bgsd": lambda groups, **_: spread.between_group_deviation(groups),
    "covar": lambda groups, **_: spread.coefficient_of_variation(groups),
    "ti": spread.theil_index,
    "mld": spread.mean_log_deviation,
    "idisw": lambda groups, **_: spread.index_of_disparity(groups),
}


def array(values):
    """Numbers as an array, with null as unknown."""
    return None if values is None else np.array([np.nan if each is None else each for each in values], float)


def told(found, *, error="se"):
    """An index in the reference's words."""
    plain = {"estimate": found.value, error: found.error, "lowerci": found.lower, "upperci": found.upper}
    return plain | {
        "se_corrected": found.error,
        "lowerci_corrected": found.lower,
        "upperci_corrected": found.upper,
    }


def of_spread(name):
    """An index of groups without an order, by the reference's name for it."""

    def calculate(*, est, pop, se=None, conf_level=0.95, **_):
        groups = groups_of(array(est), array(pop), error=array(se))
        return told(INDICES_OF_SPREAD[name](groups, confidence=conf_level))

    return calculate


def disparity(*, est, pop=None, setting_average=None, **_):
    groups = groups_of(array(est), array(pop))
    return told(spread.index_of_disparity(groups, weighted=False, average=setting_average))


def mean_difference(*, weighted, kind):
    """A mean difference from the best, the mean or a reference."""

    def calculate(*, est, pop=None, favourable_indicator=1, setting_average=None, reference_index=None, **_):
        groups = groups_of(array(est), array(pop))
        if kind == "best":
            start = spread.best(groups, adverse=not favourable_indicator)
        elif kind == "reference":
            start = groups.value[reference_index]
        else:
            start = groups.average if setting_average is None else setting_average
        return told(spread.mean_difference(groups, from_value=start, weighted=weighted))

    return calculate


def two_groups(function, *, error="se"):
    """A difference or a ratio of two groups."""

    def calculate(
        *,
        est,
        se=None,
        favourable_indicator=1,
        ordered_dimension=False,
        subgroup_order=None,
        reference_index=None,
        conf_level=0.95,
        **_,
    ):
        order = np.argsort(subgroup_order) if ordered_dimension else np.arange(len(est))
        errors = None if se is None else array(se)[order]
        found = function(
            groups_of(array(est)[order], error=errors),
            adverse=not favourable_indicator,
            ordered=bool(ordered_dimension),
            reference=reference_index,
            confidence=conf_level,
        )
        return told(found, error=error)

    return calculate


def attributable(function):
    """A population attributable risk or fraction."""

    def calculate(
        *,
        est,
        pop,
        favourable_indicator,
        ordered_dimension=False,
        subgroup_order=None,
        scaleval=1,
        conf_level=0.95,
        **_,
    ):
        order = np.argsort(subgroup_order) if ordered_dimension else np.arange(len(est))
        found = function(
            groups_of(array(est)[order], array(pop)[order]),
            adverse=not favourable_indicator,
            ordered=bool(ordered_dimension),
            scale=np.max(scaleval),
            confidence=conf_level,
        )
        return told(found) | {"package_se": found.error}

    return calculate


def concentration(kind):
    """A concentration index of groups."""

    def calculate(*, est, pop=None, subgroup_order, conf_level=0.95, lmin=None, lmax=None, method=None, **_):
        people = np.ones(len(est)) if pop is None else array(pop)
        found = ranked.concentration_index(
            groups_of(array(est), people),
            kind=method or kind,
            bounds=None if lmin is None else (lmin, lmax),
            order=subgroup_order,
            confidence=conf_level,
        )
        return told(found)

    return calculate


def concentration_of_children(kind):
    """A concentration index of a survey's children."""

    def calculate(
        *,
        est,
        subgroup_order,
        weight,
        psu=None,
        strata=None,
        conf_level=0.95,
        lmin=None,
        lmax=None,
        method=None,
        **_,
    ):
        found = ranked.concentration_of_children(
            array(est),
            subgroup_order,
            design=survey_design.design_of(weight, school=psu, stratum=strata),
            kind=method or kind,
            bounds=None if lmin is None else (lmin, lmax),
            confidence=conf_level,
        )
        return told(found)

    return calculate


USUAL = 2 * 1.959963984540054


def _values_of(value, x, people, *, ends, se, value_type):
    """Values, and their errors on the plain scale where limits are on it."""
    values = array(x) / people if value is None else array(value)
    if se is not None:
        return values, array(se)
    if value_type or ends[0] is None:
        return values, None
    return values, (array(ends[1]) - array(ends[0])) / USUAL


def slope(
    *,
    population,
    value=None,
    x=None,
    value_type=0,
    multiplier=1,
    transform=False,
    confidence=0.95,
    se=None,
    lower_cl=None,
    upper_cl=None,
    **_,
):
    people = array(population)
    values, errors = _values_of(value, x, people, ends=(lower_cl, upper_cl), se=se, value_type=value_type)
    scale = {0: "plain", 1: "log", 2: "logit"}[value_type] if transform else "plain"
    level = np.atleast_1d(confidence)[0]
    found = gradient.slope_index(
        groups_of(values, people, error=errors),
        scale=scale,
        confidence=level / 100 if level >= 90 else level,
    )
    ends = np.sort([found.absolute.lower * multiplier, found.absolute.upper * multiplier])
    return {
        "sii": found.absolute.value * multiplier,
        "rii": 1 / found.relative.value if multiplier < 0 else found.relative.value,
        "intercept": found.start * abs(multiplier) if transform else found.start,
        "sii_lower_closed": ends[0],
        "sii_upper_closed": ends[1],
        "sii_lower_simulated": ends[0],
        "sii_upper_simulated": ends[1],
    }


def survey(*, school, weight, group, y, score, confidence=0.95, stratum=None):
    design = survey_design.design_of(weight, school=school, stratum=stratum)
    answered, scored, chosen = array(y), array(score), array(group)
    share = survey_design.survey_mean(answered, design)
    ends = {
        "beta": survey_design.korn_graubard(share, children=len(y), confidence=confidence),
        "logit": survey_design.logit_interval(share, confidence=confidence),
    }
    predictors = np.stack([np.ones_like(chosen), chosen], axis=1)
    risk, points = (
        survey_regression.survey_regression(each, predictors, design=design) for each in (answered, scored)
    )
    odds = survey_regression.survey_regression(answered, predictors, design=design, kind="logistic")
    limit = risk.interval(confidence)
    said = {
        f"svyciprop_{name}": {"estimate": share.value, "lower": found.lower, "upper": found.upper}
        for name, found in (("beta", ends["beta"]), ("xlogit", ends["logit"]), ("logit", ends["logit"]))
    }
    for name, found in (("y", share), ("score", survey_design.survey_mean(scored, design))):
        said[f"svymean_{name}"] = {
            "estimate": found.value,
            "se": found.error,
            "deff": found.design_effect,
        }
    for level in (0, 1):
        found = survey_design.survey_mean(answered, design, within=chosen == level)
        said[f"domain_mean_group{level}"] = {"estimate": found.value, "se": found.error}
    for name, found in (("score_difference", points), ("log_odds_ratio", odds)):
        said[f"svyglm_{name}"] = {"estimate": found.value[1], "se": found.error[1]}
    said["svyglm_risk_difference"] = {
        "estimate": risk.value[1],
        "se": risk.error[1],
        "df": risk.degrees,
        "p_value": risk.p_value[1],
        "lower": limit.lower[1],
        "upper": limit.upper[1],
    }
    return said | {"degf": design.degrees}


FUNCTIONS = {
    **{name: of_spread(name) for name in INDICES_OF_SPREAD},
    "idisu": disparity,
    **{
        f"md{letter}{end}": mean_difference(weighted=end == "w", kind=kind)
        for letter, kind in (("b", "best"), ("m", "mean"), ("r", "reference"))
        for end in "uw"
    },
    "d": two_groups(extremes.difference),
    "r": two_groups(extremes.ratio, error="se_log"),
    "par": attributable(extremes.attributable_risk),
    "paf": attributable(extremes.attributable_fraction),
    "aci": concentration("absolute"),
    "rci": concentration("relative"),
    "rci_bounded": concentration("relative"),
    "aci_individual_survey": concentration_of_children("absolute"),
    "rci_individual_survey": concentration_of_children("relative"),
    "phe_sii_type0": slope,
    "phe_sii_type1": slope,
    "phe_sii_type2": slope,
    "survey_design": survey,
}
