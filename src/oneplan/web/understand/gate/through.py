"""Takes a release through the gate: first what would be withheld, then the tables themselves."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneplan.disclosure.advice import Advice, advise
from oneplan.disclosure.asked import Asked, prepare
from oneplan.disclosure.gate import Paths, Progress, protect_release
from oneplan.disclosure.policies import Policy
from oneplan.errors import NotSafe
from oneplan.web.understand.gate import beside
from oneplan.web.understand.gate.counting import count_children, write_levels
from oneplan.web.understand.models import Release

EACH_CHOICE = 20.0
"""Seconds for each piece of advice; one cut short promises less than there is."""


@dataclass(frozen=True)
class Out:
    """What came out of the gate: the file as readers get it, its certificate, and the tables in it."""

    shown: str
    certificate: str
    tables: tuple[tuple[str, ...], ...]
    said: str


def weigh(release: Release) -> dict[str, Any]:
    """What would be withheld, and what each recoding would save: from the true counts, so for inside alone.

    Raises
    ------
    OneplanError
        When the tables cannot be counted, or cannot be safe beside what is out.
    """
    with tempfile.TemporaryDirectory() as place:
        asked = _ask(release, Path(place))
    prepared = prepare(asked)
    as_it_is, *others = advise(asked, time_limit=EACH_CHOICE)
    return {
        "cells": as_it_is.cells,
        "small": int(prepared.small.sum()),
        "withheld": as_it_is.withheld,
        "share_shown": as_it_is.share_shown,
        "choices": [_choice(one, asked) for one in others],
        "changed": len(asked.earlier.protect),
        "earlier": len(asked.earlier.known) > 0 or len(asked.earlier.floors) > 0,
    }


def protect(release: Release, *, progress: Progress) -> Out:
    """The tables as they may be shown, with their certificate.

    Raises
    ------
    NotSafe
        When no safe table can be made, or the audit did not end.
    """
    with tempfile.TemporaryDirectory() as place:
        asked = _ask(release, Path(place))
        if asked.earlier.protect and release.differences != beside.WITHHOLD:
            raise NotSafe("Some counts changed since they went out. Choose first what to do about them.")
        out = Path(place) / "table.csv"
        # No path for the certificate, so that the gate keeps no reasons: nobody here may ever read them.
        passed = protect_release(asked, Paths(out), time_limit=60.0 * release.minutes, progress=progress)
        found = passed.certificate
        said = f"Safe: {found.shown:,} cells are shown and {found.withheld:,} are withheld."
        shown = out.read_text(encoding="utf-8")
    return Out(shown, found.to_json(), asked.release.tables, said)


def _ask(release: Release, place: Path) -> Asked:
    """A release as the gate is asked for it, beside all that is out."""
    out = beside.find_out_already(release)
    more = tuple(dict.fromkeys(name for one in out for table in one.tables for name in table))
    counted = count_children(release, more=more)
    policy = Policy.model_validate(release.rules)
    asked = Asked(counted.release, policy, hierarchies=write_levels(counted, place))
    return beside.add_earlier(asked, release)


def _choice(one: Advice, asked: Asked) -> dict[str, Any]:
    """A piece of advice with what a press on it does: the kind of change, and to which dimension."""
    names = sorted((dimension.name for dimension in asked.release.dimensions), key=len, reverse=True)
    does = next((kind for kind in ("merge", "leave out") if one.choice.lower().startswith(kind)), "")
    name = next((name for name in names if re.search(rf" {re.escape(name)}( |$)", one.choice)), "")
    return {
        "does": does,
        "name": name,
        "cells": one.cells,
        "withheld": one.withheld,
        "share_shown": one.share_shown,
    }
