"""Marks every test that uses a database, so that it can be run on another, and gives processes their own."""

import gc
import os
import subprocess
import sys
from contextlib import nullcontext

import pytest
from hypothesis import settings

from on_both import is_same_on_both
from postgres import cluster, database_beside, find_programs, place_beside

USE_A_DATABASE = {"db", "transactional_db", "own_database", "shared_database"}
SLOW = {
    "test_backup",
    "test_built_in_figures",
    "test_command_hidden",
    "test_command_start",
    "test_databases",
    "test_docs",
    "test_doctor",
    "test_documented_examples",
    "test_finder",
    "test_finder_made_up",
    "test_gaps_by_duckdb",
    "test_hidden_gaps_again",
    "test_jobs_serving",
    "test_jobs_worker",
    "test_many_at_once",
    "test_readme",
    "test_series",
    "test_series_again",
    "test_serving",
    "test_store",
    "test_survey_faults",
    "test_survey_serving",
    "test_upgrade",
    "test_waves_backup",
    "test_waves_cannot_be_traced",
    "test_who_may_do_what",
}
"""Modules that take longer than ten seconds: they read all real figures, or start processes."""
PREPARE = "from oneplan.web.commands.database import prepare_database; prepare_database()"


def pytest_configure(config):
    config.addinivalue_line("markers", "database: uses a database, so it runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "same_on_both: left out on PostgreSQL, see on_both.py")
    # How long one example takes says how busy the machine is, and nothing of what is tested.
    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if USE_A_DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker("database")
            if is_same_on_both(item.path.stem, case=item.name):
                item.add_marker("same_on_both")
    yield
    items.sort(key=how_late)


def pytest_collection_finish():
    """What is loaded stays: to look through it for rubbish again and again takes a twentieth of all time."""
    gc.freeze()


def how_late(item):
    """Quick tests first, so that most of what can be wrong is known within a minute; browsers in the end."""
    return 2 if "journeys" in item.path.parts else item.path.stem in SLOW


@pytest.fixture(scope="session")
def server():
    """The address of a PostgreSQL of our own, where one is installed."""
    if find_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with cluster() as address:
        yield address


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """The variables of a place whose database has its tables, made once; to be copied, not used."""
    kept = {"ONEPLAN_HOME": str(tmp_path_factory.mktemp("prepared"))}
    given = os.environ.get("DATABASE_URL")
    with database_beside(given) if given else nullcontext() as address:
        kept |= {"DATABASE_URL": address} if address else {}
        subprocess.run([sys.executable, "-c", PREPARE], env={**os.environ, **kept}, check=True)
        yield kept


@pytest.fixture
def own_database(prepared, tmp_path):
    """The variables for processes of one’s own: a folder and a database with its tables, for one test."""
    with place_beside(prepared, home=tmp_path / "own-home") as own:
        yield own


@pytest.fixture(scope="module")
def shared_database(prepared, tmp_path_factory):
    """The same for all tests of a module: they only read what was set up there, or copy it."""
    with place_beside(prepared, home=tmp_path_factory.mktemp("shared") / "home") as own:
        yield own
