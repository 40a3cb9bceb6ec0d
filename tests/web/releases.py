"""A small data set with small groups in it, and releases of it at any stage, for tests."""

from datetime import date, timedelta

import polars as pl
from django.utils import timezone

from oneplan.cells.description import read_description
from oneplan.people import Actor, Holding, Role
from oneplan.web.jobs.claiming import claim
from oneplan.web.jobs.worker import Worker
from oneplan.web.people.actors import actor_of
from oneplan.web.understand.evidence.actions import bring_in_records
from oneplan.web.understand.gate import actions
from oneplan.web.understand.gate.queries import find_release
from web.partners import make_account

BY = Actor("Tests", holdings=(Holding(Role.ANALYST), Holding(Role.ADMINISTRATOR)))
UNTIL = date(2035, 1, 1)
DESCRIPTION = """
title = "Made-up count"
synthetic = true
wave = "wave"

[[characteristic]]
column = "district"

[[characteristic]]
column = "sex"
levels = ["Girl", "Boy"]

[[outcome]]
name = "lonely"
cases = ["Yes"]
words = "are often lonely"
"""
ABOVE = {
    "district": [
        ("Hill", "North"),
        ("Dale", "North"),
        ("Lake", "South"),
        ("Coast", "South"),
        ("North", "Total"),
        ("South", "Total"),
    ]
}
COUNTS = {
    ("Hill", "Girl", "Yes"): 3,
    ("Hill", "Girl", "No"): 40,
    ("Hill", "Boy", "Yes"): 11,
    ("Hill", "Boy", "No"): 52,
    ("Dale", "Girl", "Yes"): 17,
    ("Dale", "Girl", "No"): 61,
    ("Dale", "Boy", "Yes"): 19,
    ("Dale", "Boy", "No"): 58,
    ("Lake", "Girl", "Yes"): 23,
    ("Lake", "Girl", "No"): 77,
    ("Lake", "Boy", "Yes"): 2,
    ("Lake", "Boy", "No"): 66,
    ("Coast", "Girl", "Yes"): 29,
    ("Coast", "Girl", "No"): 71,
    ("Coast", "Boy", "Yes"): 31,
    ("Coast", "Boy", "No"): 83,
}
LATER = {**COUNTS, ("Hill", "Boy", "No"): 54}
"""Two children more in one cell: whoever has both counts knows of these two."""
TABLE = ("district", "sex", "lonely")


def write_counts(folder, *, waves=None, description=DESCRIPTION, name="counted"):
    """A Parquet file with a row for each child of each wave, and its description."""
    rows = [
        {"district": district, "sex": sex, "lonely": lonely, "wave": wave}
        for wave, counts in (waves or {"2025": COUNTS, "2026": LATER}).items()
        for (district, sex, lonely), children in counts.items()
        for _ in range(children)
    ]
    path = folder / f"{name}.parquet"
    pl.DataFrame(rows).write_parquet(path)
    path.with_suffix(".toml").write_text(description, "utf-8")
    return path


def make_data_set(folder, **given):
    path = write_counts(folder, **given)
    description = read_description(path.with_suffix(".toml"))
    return bring_in_records(by=BY, path=path, description=description, keep_until=UNTIL)


def actor(role, *, organisation="council"):
    """Somebody with an account and one role."""
    return actor_of(make_account(role, organisation=organisation))


def work(most=10):
    """Do every job that waits."""
    for _ in range(most):
        job = claim("tests", now=timezone.now() + timedelta(seconds=5), stale=timedelta(seconds=30))
        if job is None:
            return
        Worker().do(job)


def choose(data_set, *, by=BY, **asked):
    """A release of which it is worked out what would be withheld."""
    given = {
        "title": "How many children are lonely?",
        "tables": [TABLE],
        "wave": "2025",
        "levels_above": ABOVE,
        "audience": "public",
        "policy": "dfe_la",
    }
    made = actions.choose_tables(by=by, data_set=data_set, **{**given, **asked})
    work()
    return find_release(made.pk)


def checked(data_set, *, by=BY, **asked):
    """A release that came through the gate."""
    made = choose(data_set, by=by, **asked)
    actions.run_gate(made, by=by)
    work()
    return find_release(made.pk)


def asked_for(data_set, *, by, **asked):
    """A release that waits for a second person."""
    made = checked(data_set, **asked)
    actions.ask_second_person(made, by=by, fingerprint=made.fingerprint, note="Please look.")
    return find_release(made.pk)


def released(data_set, *, by, second, **asked):
    """A release that is out."""
    made = asked_for(data_set, by=by, **asked)
    actions.let_out(made, by=second, fingerprint=made.fingerprint)
    return find_release(made.pk)
