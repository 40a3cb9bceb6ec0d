"""The same table for the model of strata."""

import numpy as np
from scipy.special import gammaln, xlogy

from oneplan.cells.cells import Characteristic
from oneplan.understand.strata.fit import fit_counts


def _saturated(y, n):
    """The log-likelihood of a model with a parameter for each stratum."""
    coefficient = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (coefficient + xlogy(y, y / n) + xlogy(n - y, 1 - y / n)).sum()


def _said(model, *, saturated):
    return {
        "beta": model.beta[0],
        "sigma2": model.variance[0],
        "logLik": model.log_likelihood[0],
        "logLik_minus_saturated": model.log_likelihood[0] - saturated,
        "vpc_latent": model.partition[0],
        "ranef": model.shift[:, 0],
        "singular": model.variance[0] == 0,
    }


def strata(*, factors, n, y, **columns):
    made = [np.unique(columns[name], return_inverse=True) for name in factors]
    cases, children = (np.array(each, dtype=float)[:, None] for each in (y, n))
    said = {}
    for points in (1, 7):
        found = fit_counts(
            cases,
            children,
            levels=np.stack([place for _, place in made], axis=1),
            characteristics=tuple(
                Characteristic(name, tuple(str(level) for level in levels))
                for name, (levels, _) in zip(factors, made, strict=True)
            ),
            outcomes=("y",),
            points=points,
        )
        saturated = _saturated(cases, children)
        said[f"null_nAGQ{points}"] = _said(found.empty, saturated=saturated)
        said[f"main_nAGQ{points}"] = _said(found.main, saturated=saturated)
        said[f"pcv_nAGQ{points}"] = found.change_in_variance[0]
        said[f"mor_null_nAGQ{points}"] = found.empty.median_odds_ratio[0]
    return said


FUNCTIONS = {"maihda_binomial": strata}
