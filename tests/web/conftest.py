"""The site with real figures where they are here, else with those that come with oneplan."""

import shutil
from pathlib import Path

import pytest
from django.test import Client

from builders import real_home
from oneplan.sources.store import import_built_in
from web.pupils import Device, Site, open_wave


@pytest.fixture(scope="session")
def kept_home(tmp_path_factory):
    """A partnership's folder with statistics; not to be written to."""
    try:
        return real_home()
    except pytest.skip.Exception:
        home = tmp_path_factory.mktemp("home")
        import_built_in(home / "evidence")
        return home


@pytest.fixture
def home(kept_home, settings, db) -> Path:
    settings.HOME = kept_home
    return kept_home


@pytest.fixture
def own_home(kept_home, settings, tmp_path, db) -> Path:
    """A folder with statistics that a test may change."""
    shutil.copytree(kept_home / "evidence", tmp_path / "home" / "evidence")
    settings.HOME = tmp_path / "home"
    return settings.HOME


@pytest.fixture
def empty_home(settings, tmp_path, db) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def site(home) -> Client:
    return Client()


@pytest.fixture(scope="module")
def lead_somewhere():
    """The pages that a module's tests found: most links stand on most pages, and are followed once."""
    return set()


@pytest.fixture
def codes(tmp_path):
    """The codes of an open wave, by its groups."""
    return open_wave(tmp_path)


@pytest.fixture
def pages(tmp_path, codes):
    """The pupils' pages of that wave."""
    opened = Site(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def device(pages):
    """Something with a browser, on which a pupil answers."""
    return Device(pages)
