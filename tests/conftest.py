"""Marks every test that uses a database, so that it can be run on another, and gives processes their own."""

import os
import shutil
import subprocess
import sys

import pytest

from postgres import database_beside

USE_A_DATABASE = {"db", "transactional_db", "own_database"}
PREPARE = "from oneplan.web.commands.database import prepare_database; prepare_database()"


def pytest_configure(config):
    config.addinivalue_line("markers", "database: uses a database, so it runs on SQLite and on PostgreSQL")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if USE_A_DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker("database")


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
