"""What is imported or chosen while the site runs is seen at the next request."""

import datetime as dt
import json
import shutil

from django.test import Client

from oneplan.choices import FILE_NAME, write_choices
from oneplan.sources.evidence import open_evidence
from oneplan.sources.store import import_built_in
from web.reading import text


def test_the_first_import_opens_the_site(empty_home):
    site = Client()
    assert site.get("/").status_code == 503
    import_built_in(empty_home / "evidence")
    assert site.get("/").status_code == 200


def test_a_newer_edition_is_shown_at_the_next_request(own_home):
    site = Client()
    assert "edition of spring 2099" not in text(site.get("/"))
    folder = open_evidence(own_home).folder
    newer = shutil.copytree(folder, folder.with_name("2099-04-00000000"))
    said = json.loads(newer.joinpath("edition.json").read_text("utf-8"))
    said |= {"key": newer.name, "label": "edition of spring 2099", "updated": "2099-04-01", "built_in": False}
    newer.joinpath("edition.json").write_text(json.dumps(said), "utf-8")
    assert "edition of spring 2099" in text(site.get("/"))


def test_the_same_edition_is_read_once(home):
    from oneplan.web import wiring

    assert wiring.evidence() is wiring.evidence()


def test_a_change_of_choices_is_shown_at_the_next_request(own_home):
    site = Client()
    path = own_home / FILE_NAME
    write_choices(path)
    assert "One Plan" in text(site.get("/"))
    path.write_text(path.read_text("utf-8").replace('plan = "One Plan"', 'plan = "The Better Plan"'), "utf-8")
    assert "The Better Plan" in text(site.get("/"))


def test_when_it_was_imported_is_no_reason_for_another_answer(own_home):
    site = Client()
    before = site.get("/children/hidden-gaps/").content
    edition = open_evidence(own_home).folder / "edition.json"
    said = json.loads(edition.read_text("utf-8"))
    said["imported"] = dt.datetime(2099, 1, 1, tzinfo=dt.UTC).isoformat()
    edition.write_text(json.dumps(said), "utf-8")
    assert site.get("/children/hidden-gaps/").content == before
