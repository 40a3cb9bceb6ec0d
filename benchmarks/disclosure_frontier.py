"""The frontier of the gate: what each step of safety costs in cells and in value, on the same releases."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.disclosure_gate import measure
from benchmarks.disclosure_peers import Shared, audit_hidden
from oneplan.disclosure.asked import Asked, Prepared, make_problem, prepare
from oneplan.disclosure.engine.protecting import Problem, protect
from oneplan.disclosure.policies import find_policy

POLICY = "dfe_la"
_NO_FLOOR = -(1 << 20)
WEAKER: dict[str, Callable[[Problem], Problem]] = {
    "no sum or difference gives it away": lambda one: replace(one, floor=np.full_like(one.floor, _NO_FLOOR)),
    "attack A: counts are not below 0": lambda one: replace(one, floor=np.zeros_like(one.floor)),
}
SAFE: dict[str, dict[str, object]] = {
    "attack B, at least 2 values": {},
    "attack B, at least 3 values": {"keep_values": 3},
    "attack B, at least 5 values": {"keep_values": 5},
    "attack B, every value from 1 to 4": {"keep_all": True},
}
WIDEST = 34
"""How many signs the longest bar of the chart has."""


def section(releases: Sequence[tuple[str, Asked, Shared | None]]) -> list[str]:
    """Tables of the frontier, one for each release, each with its chart."""
    lines = [
        "## The frontier: safety against loss",
        "",
        (
            "Each line is the same release by the same engine, which assumes more of the reader from line to"
            " line. The last column is what a reader who knows that withheld counts are at least 1 can work"
            " out from the finished file, by the auditor; where it was not looked for, there is a dash."
        ),
        "",
    ]
    for name, asked, shared in releases:
        lines += [f"### {name}", "", "| What is safe | Withheld beside | | Share of value | Exact under B |"]
        lines += ["|---|---:|---|---:|---:|", *_rows(asked, shared), ""]
    return lines


def _rows(asked: Asked, shared: Shared | None) -> list[str]:
    prepared = prepare(asked)
    found = [(level, *_weaker(asked, prepared, change, shared)) for level, change in WEAKER.items()]
    for level, stricter in SAFE.items():
        passed = measure(level, replace(asked, policy=find_policy(POLICY, stricter=stricter))).passed
        loss = passed.loss
        exact = f"{passed.certificate.attacks['B'].exact}"
        found.append((level, int(loss["beside"]), float(loss["share_of_value"]), exact))
    most = max(beside for _, beside, _, _ in found)
    return [
        f"| {level} | {beside:,} | {'█' * round(WIDEST * beside / most)} | {share:.1%} | {exact} |"
        for level, beside, share, exact in found
    ]


def _weaker(
    asked: Asked, prepared: Prepared, change: Callable[[Problem], Problem], shared: Shared | None
) -> tuple[int, float, str]:
    shown = protect(change(make_problem(asked, prepared))).shown
    beside, value = ~shown & ~prepared.small, prepared.cells.value
    exact = "–"
    if shared:
        hidden = {name for name, seen in zip(prepared.names, shown.tolist(), strict=True) if not seen}
        certificate = audit_hidden(shared, hidden)
        exact = f"{certificate.attacks['B'].exact}" + ("" if certificate.complete else " (not ended)")
    return int(beside.sum()), float(value[beside].sum() / value.sum()), exact
