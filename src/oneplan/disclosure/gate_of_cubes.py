"""The gate for cubes: every group of one or two characteristics goes out safely, or nothing does."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from oneplan.cells.records import Records
from oneplan.disclosure.auditor.certificate import Certificate
from oneplan.disclosure.cubes.chance import round_by_chance
from oneplan.disclosure.cubes.cube import DEEPEST, Cube, make_cube
from oneplan.disclosure.cubes.decided import Decided
from oneplan.disclosure.cubes.finished import audit_cube, write_tables
from oneplan.disclosure.cubes.hiding import hide_small
from oneplan.disclosure.desk import Progress
from oneplan.disclosure.explaining import notes_of, why_not
from oneplan.disclosure.policies import Policy
from oneplan.disclosure.safe_table import SafeTable, seal_table
from oneplan.errors import NotSafe, NotValid


@dataclass(frozen=True)
class PassedCube:
    """What came through the gate of a cube: a safe table for each outcome, by its name.

    Attributes
    ----------
    tables
        What may be shown; each has a column for each characteristic, and one of the outcome's name with the
        codes `yes` and `no`.
    certificate
        What the audit found of all of them together.
    """

    tables: Mapping[str, SafeTable]
    certificate: Certificate


def release_cube(
    records: Records,
    policy: Policy,
    *,
    folder: Path,
    depth: int = DEEPEST,
    secret: bytes = b"",
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> PassedCube:
    """Take children through the gate as a cube: every group of one or two characteristics, every outcome.

    The counts are rounded: to the nearest, where one that is small is withheld, and the other answer of its
    group too; or up or down by lot, where nothing is. Each withheld or small count is proven open by other
    whole children of whom just the same would be shown.

    Parameters
    ----------
    records
        The children, with characteristics and outcomes, without weights. The proof needs each child, and
        nothing of any child leaves.
    policy
        One that rounds: `random_rounding` for many characteristics, `nhs_subnational` for few.
    folder
        Where to write a file for each outcome.
    depth
        How many characteristics a group fixes at most, 1 or 2.
    secret
        For rounding by lot: 16 secret bytes or more, the same for every cube of these children.
    time_limit
        Seconds for the search for other children. What is not proven by then is refused.

    Raises
    ------
    NotValid
        When the policy does not round, the secret is too short, or the records cannot be shown as a cube.
    NotSafe
        When no such children are found for some count: says which level to merge. Nothing is left behind.
    """
    _check_policy(policy)
    began = time.monotonic()
    cube = make_cube(records, depth=depth)
    decided = _decide(cube, policy, secret=secret, time_limit=time_limit, progress=progress)
    folder.mkdir(parents=True, exist_ok=True)
    written = list(write_tables(cube, decided, folder=folder))
    found = audit_cube(
        cube,
        decided,
        tables=written,
        policy=policy,
        progress=progress and (lambda done, of: progress("Auditing what a reader gets", done, of)),
    ).certificate
    if not found.safe:
        for one in written:
            one.path.unlink(missing_ok=True)
        raise NotSafe(why_not(found))
    notes = (*found.notes, *notes_of(policy, finished=True))
    certificate = replace(found, notes=notes, seconds=round(time.monotonic() - began, 3))
    tables = {
        one.outcome: seal_table(
            one.dimensions, one.cells, policy=policy, certificate=certificate, base=policy.base
        )
        for one in written
    }
    return PassedCube(tables, certificate)


def _decide(
    cube: Cube, policy: Policy, *, secret: bytes, time_limit: float | None, progress: Progress | None
) -> Decided:
    def said(done: int, of: int) -> None:
        if progress:
            progress("Choosing what to show", done, of)

    if policy.method == "chance":
        return round_by_chance(cube, policy, secret=secret, time_limit=time_limit, progress=said)
    return hide_small(cube, policy, time_limit=time_limit, progress=said)


def _check_policy(policy: Policy) -> None:
    if policy.method not in ("rounding", "chance"):
        raise NotValid(
            f"A cube goes through a policy that rounds, and {policy.name} does not. Choose nhs_subnational or"
            " random_rounding."
        )
    if policy.keep_all:
        raise NotValid(
            f"{policy.name} has keep_all here, but that every small value stays possible is not proven of a"
            " cube. Set keep_values instead."
        )
