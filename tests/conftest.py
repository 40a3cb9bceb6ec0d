"""Marks every test that uses a database, so that it can be run on another, and gives processes their own."""

import os
import shutil
import subprocess
import sys

import pytest

from postgres import cluster, database_beside, find_programs

USE_A_DATABASE = {"db", "transactional_db", "own_database"}
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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if USE_A_DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker("database")
    yield
    items.sort(key=how_late)


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
    """A folder whose database has its tables, made once; to be copied, not used."""
    home = tmp_path_factory.mktemp("prepared")
    given = os.environ.get("DATABASE_URL")
    if not given:
        subprocess.run(
            [sys.executable, "-c", PREPARE], env={**os.environ, "ONEPLAN_HOME": str(home)}, check=True
        )
        yield home, None
        return
    with database_beside(given) as address:
        surroundings = {**os.environ, "ONEPLAN_HOME": str(home), "DATABASE_URL": address}
        subprocess.run([sys.executable, "-c", PREPARE], env=surroundings, check=True)
        yield home, address


@pytest.fixture
def own_database(prepared, tmp_path):
    """The variables for processes of one’s own: a folder and a database with its tables, for one test."""
    kept, address = prepared
    home = tmp_path / "own-home"
    if address is None:
        shutil.copytree(kept, home)
        yield {"ONEPLAN_HOME": str(home)}
        return
    home.mkdir()
    with database_beside(address, like=address) as own:
        yield {"ONEPLAN_HOME": str(home), "DATABASE_URL": own}
