"""Takes a release through the gate: first what would be withheld, then the tables themselves."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.asked import Asked, Cell, Prepared, make_problem, prepare
from oneplan.disclosure.engine.protecting import protect as choose_shown
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotSafe, OneplanError
from oneplan.web.understand.gate import beside
from oneplan.web.understand.gate.counting import count_children, write_levels
from oneplan.web.understand.gate.recoding import list_recodings, recode
from oneplan.web.understand.models import Release

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""
EACH_CHOICE = 20.0
"""Seconds for each recoding; one cut short promises less than it could show."""


@dataclass(frozen=True)
class Out:
    """What came out of the gate: the file as readers get it, its certificate, and the tables in it."""

    shown: str
    certificate: str
    tables: tuple[tuple[str, ...], ...]
    said: str


def weigh(release: Release, *, progress: Progress) -> dict[str, Any]:
    """What would be withheld, and what each recoding would save: from the true counts, so for inside alone.

    Each recoding is worked out just as a press on it would do it.

    Raises
    ------
    OneplanError
        When the tables cannot be counted, or cannot be safe beside what is out.
    """
    asked = _ask(release)
    recodings = list(list_recodings(release))
    choices = []
    for place, (does, name) in enumerate(recodings):
        progress("Trying each way to make the tables coarser", place, len(recodings))
        coarser = copy(release)
        recode(coarser, does, name=name)
        # What cannot be made safe beside what is out is no advice.
        with suppress(OneplanError):
            choices.append({"does": does, "name": name, **_figures(_ask(coarser))})
    return {**_figures(asked), "choices": choices, "changed": len(asked.earlier.protect)}


def protect(release: Release, *, progress: Progress) -> Out:
    """The tables as they may be shown, with their certificate.

    Raises
    ------
    NotSafe
        When no safe table can be made, or the audit did not end.
    """
    with tempfile.TemporaryDirectory() as place:
        asked = _ask(release, Path(place))
        if asked.earlier.protect and not beside.is_decided(release):
            raise NotSafe("Some counts changed since they went out. Choose first what to do about them.")
        out = Path(place) / "table.csv"
        # No path for the certificate, so that the gate keeps no reasons: nobody here may ever read them.
        passed = protect_release(asked, Paths(out), time_limit=60.0 * release.minutes, progress=progress)
        found = passed.certificate
        said = f"Safe: {found.shown:,} cells are shown and {found.withheld:,} are withheld."
        shown = out.read_text(encoding="utf-8")
    return Out(shown, found.to_json(), asked.release.tables, said)


def _ask(release: Release, place: Path | None = None) -> Asked:
    """A release as the gate is asked for it, beside all that is out; its levels are written for the audit."""
    counted = count_children(release, beside=beside.find_out_already(release))
    policy = Policy.model_validate(release.rules)
    trees = write_levels(counted, place) if place else ()
    return beside.add_earlier(Asked(counted.release, policy, hierarchies=trees), release)


def _figures(asked: Asked) -> dict[str, Any]:
    """How many counts there are, how many are small, how many would be withheld, and what is left to see."""
    prepared = prepare(asked)
    value, small = prepared.cells.value, prepared.small
    if asked.policy.method == "suppression":
        pattern = choose_shown(make_problem(asked, prepared), time_limit=EACH_CHOICE)
        shown, finished = pattern.shown, pattern.finished
    else:
        shown, finished = ~small, True
    finest = _finest(asked, prepared)
    return {
        "cells": len(value),
        "small": int(small.sum()),
        "withheld": int((~shown).sum()),
        "finished": finished,
        "share_shown": float(value[finest & shown].sum() / max(int(value[finest].sum()), 1)),
    }


def _finest(asked: Asked, prepared: Prepared) -> NDArray[np.bool_]:
    """The counts of each table that hold no other one of it: totals would drown what is withheld in them."""
    tables = {frozenset(table) for table in asked.release.tables}
    narrow = [dimension.narrowest for dimension in asked.release.dimensions]
    names = [dimension.name for dimension in asked.release.dimensions]

    def is_finest(codes: Cell) -> bool:
        crossed = {name for name, code in zip(names, codes, strict=True) if code != TOTAL}
        held = all(code == TOTAL or code in among for code, among in zip(codes, narrow, strict=True))
        return held and crossed in tables

    return np.fromiter(map(is_finest, prepared.names), bool, len(prepared.names))
