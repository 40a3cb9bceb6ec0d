"""The partners’ pages on both databases: server time, warm, with a partnership, accounts and a log."""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from http import HTTPStatus
from importlib import import_module
from pathlib import Path

from benchmarks.timing import Timed, machine, table, time_in_turn
from oneplan.errors import NotReachable, NotValid

ENTRIES = 2_000
TESTS = Path(__file__).parents[1] / "tests"
ADDRESSES = {
    "my things": "/partners/",
    "the log": "/partners/log/",
    "people": "/partners/people/",
    "organisations": "/partners/organisations/",
    "jobs": "/partners/jobs/",
    "documents": "/partners/documents/",
    "the gate": "/partners/evidence/gate/",
    "the partnership, for everybody": "/partnership/",
}


def run() -> str:
    """All figures as one page in Markdown.

    Raises
    ------
    NotReachable
        Where PostgreSQL is not installed: one database alone would not be both.
    """
    # The tests know how to start a server that is gone afterwards, and how somebody is signed in.
    sys.path.insert(0, str(TESTS))
    note = (
        f"Server time with the whole middleware, warm, signed in as a manager, without the network; "
        f"{ENTRIES:,} entries in the log. A large plan has 40 priorities, 600 activities and 3,000 "
        "updates; its pages have 150 ms. There is no peer to compare with."
    )
    try:
        with import_module("postgres").cluster() as address:
            parts = [
                table(name, _time_beside(database), target="60 ms", note=note)
                for name, database in (("SQLite", ""), ("PostgreSQL", address))
            ]
    except FileNotFoundError as missing:
        raise NotReachable(str(missing)) from missing
    head = f"{machine()} Medians of several runs, taken in turn."
    return "\n".join(["# Benchmark: the partners' pages", "", head, "", *parts])


def _time_beside(database: str) -> list[Timed]:
    """The times of a process of its own, since a process has one database."""
    with tempfile.TemporaryDirectory() as home:
        surroundings = {**os.environ, "ONEPLAN_HOME": home, "PYTHONPATH": str(TESTS)}
        surroundings |= {"DATABASE_URL": database} if database else {}
        command = [sys.executable, "-m", "benchmarks.workspace"]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotValid(f"The pages could not be timed: {done.stderr[-2000:]}")
    return [Timed(name, tuple(seconds)) for name, seconds in json.loads(done.stdout).items()]


def time_pages() -> dict[str, tuple[float, ...]]:
    """Seconds of each page, on the database that the surroundings name."""
    import_module("oneplan.web.commands.database").prepare_database()
    # Imported only now: what knows people's tables cannot be imported before Django is ready.
    partners = import_module("web.partners")
    trail = import_module("oneplan.web.people.trail")
    actors = import_module("oneplan.web.people.actors")
    partnership = import_module("oneplan.definitions.partnerships").read_partnership("childrens-coalition")
    import_module("oneplan.web.people.partnership.loading").load_partnership(partnership)
    for number in range(ENTRIES):
        about = trail.About(kind="organisation", title=f"Entry {number}", organisation="police")
        trail.remember("organisation.change", by=actors.BY_COMMAND, about=about)
    client = partners.client_of(partners.make_account("manager", organisation="county-council"))

    def get(address: str) -> None:
        if client.get(address, SERVER_NAME="127.0.0.1").status_code != HTTPStatus.OK:
            raise NotValid(f"{address} did not answer as a page.")

    addresses = ADDRESSES | _keep_a_large_plan()
    works = {name: partial(get, address) for name, address in addresses.items()}
    return {timed.name: timed.seconds for timed in time_in_turn(works, runs=31)}


def _keep_a_large_plan() -> dict[str, str]:
    """Pages of a plan of 40 priorities, 600 activities and 3,000 updates, for everybody and at the desk."""
    made = import_module("web.large_plan").make_large_plan
    actions, by = import_module("oneplan.web.plan.writing.actions"), import_module("web.plans").BY
    draft = actions.start_draft(by=by, edition=actions.load_plan(by=by, plan=made(stage="in-force")))
    entries = dict(draft.entries.filter(key__in=["P0-1", "A-17"]).values_list("key", "pk"))
    here, large = f"/partners/plan/{draft.pk}/", "a large plan:"
    return {
        f"{large} its contents": here,
        f"{large} a priority with its thread": f"{here}entry/{entries['P0-1']}/",
        f"{large} the form of an activity": f"{here}entry/{entries['A-17']}/change/",
        f"{large} a hundred updates": f"{here}part/updates/",
        f"{large} the plan check": f"{here}check/",
        f"{large} where the thread breaks": f"{here}threads/",
        f"{large} beside the edition before": f"{here}compare/{draft.of_id}/",
        f"{large} for everybody": "/plan/",
        f"{large} a priority, for everybody": "/plan/priorities/P0-1/",
        f"{large} an activity, for everybody": "/plan/activities/A-17/",
        f"{large} a partner, for everybody": "/plan/organisations/org-3/",
        f"{large} a message, for everybody": "/plan/entries/V-3/",
        f"{large} the thread's breaks, for everybody": "/plan/thread/",
        f"{large} for young people": "/plan/young-people/",
        f"{large} everything that is done, as CSV": "/plan/activities.csv",
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(time_pages()))
