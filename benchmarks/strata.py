"""Strata: both models of 300 outcomes over 357 strata, beside statsmodels and, where R has it, glmer."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from itertools import product
from multiprocessing import Process
from pathlib import Path

import numpy as np
from scipy.special import expit

from benchmarks.timing import Timed, machine, table, time_in_turn
from oneplan.cells.cells import Characteristic
from oneplan.understand.strata.effects import main_effects
from oneplan.understand.strata.fit import fit_counts
from oneplan.understand.strata.fitted import Strata

OUTCOMES, STRATA, CHILDREN = 300, 357, 23_816
SIZES = {"sex": 2, "ethnicity": 6, "meals": 2, "deprivation": 5, "support": 3}
CHARACTERISTICS = tuple(
    Characteristic(name, tuple(f"level {level}" for level in range(size))) for name, size in SIZES.items()
)
PATIENCE = 60
"""Seconds that a peer may take for one outcome."""

BY_GLMER = 5
"""How many outcomes R is asked for."""

IN_R = """
suppressPackageStartupMessages(library(lme4))
given <- jsonlite::fromJSON(commandArgs(TRUE)[1], simplifyMatrix = FALSE)
strata <- as.data.frame(lapply(given$levels, factor))
strata$stratum <- factor(seq_len(nrow(strata)))
tight <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9), tolPwrss = 1e-11)
formulas <- c("cbind(y, m) ~ 1 + (1 | stratum)",
              paste("cbind(y, m) ~", paste(names(given$levels), collapse = " + "), "+ (1 | stratum)"))
begin <- proc.time()[["elapsed"]]
found <- lapply(seq_along(given$y), function(o) {
  strata$y <- given$y[[o]]
  strata$m <- given$n - given$y[[o]]
  fits <- lapply(formulas, function(f)
    glmer(as.formula(f), data = strata, family = binomial, control = tight))
  list(beta = unname(fixef(fits[[2]])), variance = VarCorr(fits[[2]])$stratum[1])
})
cat(jsonlite::toJSON(list(seconds = proc.time()[["elapsed"]] - begin, found = found), digits = 12,
                     auto_unbox = TRUE))
"""


def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Levels of 357 of the 360 strata, and cases and children of each (strata × outcomes)."""
    rng = np.random.default_rng(20261121)
    every = np.array(list(product(*(range(size) for size in SIZES.values()))))
    levels = every[np.sort(rng.permutation(len(every))[:STRATA])]
    share = rng.dirichlet(rng.gamma(0.6, 1, STRATA) + 0.02)
    n = np.maximum(rng.multinomial(CHILDREN, share), 1)[:, None].repeat(OUTCOMES, axis=1)
    effects = main_effects(levels, CHARACTERISTICS)[0]
    beta = rng.normal(0, 0.3, (effects.shape[1], OUTCOMES))
    beta[0] = rng.uniform(-3, 0, OUTCOMES)
    shift = rng.uniform(0, 0.6, OUTCOMES) * rng.normal(size=(STRATA, OUTCOMES))
    return levels, rng.binomial(n, expit(effects @ beta + shift)), n


def run() -> str:
    """The page in Markdown."""
    levels, cases, n = drawn()

    def ours(points: int) -> Strata:
        names = tuple(f"outcome {place}" for place in range(OUTCOMES))
        return fit_counts(
            cases, n, levels=levels, characteristics=CHARACTERISTICS, outcomes=names, points=points
        )

    begin = time.perf_counter()
    ours(1)
    first = time.perf_counter() - begin
    begun = time.process_time()
    ours(1)
    processor = time.process_time() - begun
    timed = time_in_turn(
        {
            "oneplan: 300 outcomes, both models, Laplace": lambda: ours(1),
            "oneplan: the same with 7 points of quadrature": lambda: ours(7),
            "statsmodels: 300 outcomes, coefficients alone, no strata": lambda: _coefficients_by_statsmodels(
                levels, cases, n=n
            ),
        },
        runs=5,
    )
    one, of_one = _one_outcome(levels, cases[:, 0], n=n[:, 0])
    by_r, of_r = _by_glmer(levels, cases, n=n, found=ours(1))
    note = (
        f"{OUTCOMES} outcomes over {STRATA} strata of {CHILDREN:,} made-up children; a model with the strata "
        f"alone and one with the effects of {len(SIZES)} characteristics. The first call of this run took "
        f"{first:.1f} s, with compiled code read from disk, or made where it was not there yet. A later call "
        f"takes {processor:.1f} s of one processor, however busy the machine is; "
        f"{os.getloadavg()[0]:.0f} works wanted its {os.cpu_count()} cores meanwhile."
    )
    return "\n".join(
        [
            "# Benchmark: strata",
            "",
            f"{machine()} Medians of five runs, taken in turn; a peer's model of strata is run only once.",
            "",
            table("Both models of every outcome", [*timed, *one, *by_r], target="5 s", note=note),
            " ".join(each for each in (of_one, of_r) if each),
            "",
            _closeness(),
            "",
        ]
    )


def _coefficients_by_statsmodels(levels: np.ndarray, cases: np.ndarray, *, n: np.ndarray) -> None:
    """What it costs there to fit the coefficients alone, without strata that differ."""
    import statsmodels.api as sm

    effects = main_effects(levels, CHARACTERISTICS)[0]
    for outcome in range(OUTCOMES):
        answers = np.column_stack([cases[:, outcome], n[:, outcome] - cases[:, outcome]])
        sm.GLM(answers, effects, family=sm.families.Binomial()).fit()


def _strata_by_statsmodels(levels: np.ndarray, cases: np.ndarray, n: np.ndarray) -> None:
    """One outcome, child by child: statsmodels takes no counts, and finds the top of a posterior."""
    from scipy.sparse import csr_array
    from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

    effects = main_effects(levels, CHARACTERISTICS)[0]
    stratum = np.repeat(np.arange(STRATA), n)
    answers = (np.arange(stratum.size) - np.repeat(np.cumsum(n) - n, n) < cases[stratum]).astype(float)
    shifts = csr_array((np.ones(stratum.size), (np.arange(stratum.size), stratum)))
    for fixed in (np.ones((STRATA, 1)), effects):
        BinomialBayesMixedGLM(answers, fixed[stratum], shifts, np.zeros(STRATA, dtype=int)).fit_map()


def _one_outcome(levels: np.ndarray, cases: np.ndarray, *, n: np.ndarray) -> tuple[list[Timed], str]:
    """statsmodels' model of strata, stopped where it takes too long."""
    work = Process(target=_strata_by_statsmodels, args=(levels, cases, n))
    begin = time.perf_counter()
    work.start()
    work.join(PATIENCE)
    if work.is_alive():
        work.terminate()
        said = f"statsmodels' model of strata was stopped after {PATIENCE} s with ONE outcome not yet done."
        return [], said
    seconds = time.perf_counter() - begin
    return [Timed("statsmodels: ONE outcome with strata, both models", (seconds,))], ""


def _by_glmer(
    levels: np.ndarray, cases: np.ndarray, *, n: np.ndarray, found: Strata
) -> tuple[list[Timed], str]:
    """Some outcomes by R's glmer with tight control, and how far its figures are from ours."""
    if not shutil.which("Rscript"):
        return [], "glmer was not run: R is not installed here."
    given = {
        "levels": {name: levels[:, place].tolist() for place, name in enumerate(SIZES)},
        "n": n[:, 0].tolist(),
        "y": [cases[:, outcome].tolist() for outcome in range(BY_GLMER)],
    }
    with tempfile.TemporaryDirectory() as folder:
        program, file = Path(folder, "fit.R"), Path(folder, "given.json")
        program.write_text(IN_R, encoding="utf-8")
        file.write_text(json.dumps(given), encoding="utf-8")
        command = ["Rscript", str(program), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [], f"glmer was not run: R is here, and answered “{last}”. It needs lme4 and jsonlite."
    said = json.loads(done.stdout)
    off = [
        float(np.abs(np.array(each["beta"]) - found.main.beta[outcome]).max())
        for outcome, each in enumerate(said["found"])
    ]
    row = Timed(f"glmer: {BY_GLMER} outcomes, both models", (said["seconds"],))
    return [row], f"Coefficients are within {max(off):.1e} of glmer's on these {BY_GLMER} outcomes."


def _closeness() -> str:
    return (
        "How near coefficients and variances are to glmer's is held by `tests/oracles/test_vectors.py`: it "
        "runs its results on other made-up children through the same code, with one point and with seven."
    )
