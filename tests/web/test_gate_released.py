"""What is out: who reads it, what the ledger knows, what a later release may show, and what is taken back."""

import csv
import hashlib
import io
import json

import pytest
from django.test import Client

from oneplan.errors import NotValid
from oneplan.people import MAY, SIGNED_IN
from oneplan.web.people import acts
from oneplan.web.people.models import Event
from oneplan.web.understand.gate import actions, beside
from oneplan.web.understand.gate.queries import find_release
from oneplan.web.understand.models import Release, Stage
from web import releases
from web.partners import client_as
from web.reading import read, text
from web.test_every_table import tables_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def data_set(own_home, tmp_path):
    return releases.make_data_set(tmp_path)


@pytest.fixture
def people():
    return {"by": releases.actor("analyst"), "second": releases.actor("manager")}


def published():
    from oneplan.disclosure.ledger import list_published

    return list_published(beside.folder())


def shown(release):
    """What a reader has of a release: each cell that is shown, by its codes."""
    rows = csv.DictReader(io.StringIO(release.papers.shown))
    return {tuple(row[name] for name in releases.TABLE): int(row["value"]) for row in rows if row["value"]}


def test_everybody_reads_what_was_released_to_everybody(data_set, people):
    release = releases.released(data_set, **people)
    everybody = Client()
    assert release.title in text(everybody.get("/children/findings/"))
    address = f"/children/findings/{release.pk}/"
    page = text(everybody.get(address))
    assert "nobody can work out a withheld one" in page
    assert "It is never 0. A 0 is a real 0." in page
    assert "Synthetic" in page
    (table,) = tables_of(read(everybody.get(address)))
    seen = {cell for row in table.rows for cell in row[1:]}
    assert seen == {*(f"{value:,}" for value in shown(release).values()), "withheld"}


def test_the_ledger_the_file_and_the_certificate_agree(data_set, people):
    release = releases.released(data_set, **people)
    (one,) = published()
    given = Client().get(f"/children/findings/{release.pk}.csv")
    digest = hashlib.sha256(given.content).hexdigest()
    assert (one.sha256, one.audience, one.policy, one.release) == (digest, "public", "dfe_la", release.number)
    certificate = json.loads(Client().get(f"/children/findings/{release.pk}.json").content)
    assert digest in certificate["files"].values()
    assert certificate["safe"]
    assert certificate["complete"]


def test_at_no_stage_before_it_is_out_does_anybody_else_see_it(data_set, people):
    release = releases.choose(data_set)
    everybody, partner = Client(), client_as("officer")
    for stage in Stage.values:
        if stage in {Stage.RELEASED, Stage.RECALLED}:
            continue
        Release.objects.update(stage=stage)
        for ending in ("/", ".csv", ".json"):
            assert everybody.get(f"/children/findings/{release.pk}{ending}").status_code == 404
            assert partner.get(f"/partners/findings/{release.pk}{ending}").status_code == 404
        assert release.title not in text(everybody.get("/children/findings/"))
        assert release.title not in text(partner.get("/partners/findings/"))


def test_what_is_for_partners_is_for_partners_alone(data_set, people):
    release = releases.released(data_set, audience="partner", **people)
    everybody = Client()
    for ending in ("/", ".csv", ".json"):
        assert everybody.get(f"/children/findings/{release.pk}{ending}").status_code == 404
        assert everybody.get(f"/partners/findings/{release.pk}{ending}").status_code == 302
    assert release.title not in text(everybody.get("/children/findings/"))
    for role in SIGNED_IN:
        expected = 200 if role in MAY["release.read"].by else 403
        assert client_as(role).get(f"/partners/findings/{release.pk}/").status_code == expected, role
    assert "For partners alone" in text(client_as("officer").get(f"/partners/findings/{release.pk}/"))


def test_what_is_taken_back_is_off_the_site_and_still_known(data_set, people):
    release = releases.released(data_set, **people)
    chair = client_as("chair")
    said = text(chair.get(f"/partners/evidence/gate/{release.pk}/"))
    assert "It cannot be undone for those who have it" in said
    chair.post(f"/partners/evidence/gate/{release.pk}/recall/", {"reason": "A district was wrong."})
    for ending in ("/", ".csv", ".json"):
        answer = Client().get(f"/children/findings/{release.pk}{ending}")
        assert answer.status_code == 410
        assert "A district was wrong." in text(answer)
        assert "3,120" not in text(answer)
    assert release.title not in text(Client().get("/children/findings/"))
    assert len(published()) == 1
    assert Event.objects.filter(act="release.recall").count() == 1
    # A reader still has it, so what comes later is protected beside it.
    later = releases.choose(data_set, wave="2026", title="Later")
    assert later.papers.weighed["changed"]


def test_the_same_children_again_are_shown_alike(data_set, people):
    first = releases.released(data_set, **people)
    again = releases.released(data_set, tables=[releases.TABLE, ("district", "sex")], title="More", **people)
    was, now = shown(first), shown(again)
    assert was.items() <= now.items()


def test_counts_that_changed_a_little_are_put_to_a_person_and_cannot_be_worked_out(data_set, people):
    first = releases.released(data_set, **people)
    later = releases.choose(data_set, wave="2026", title="Later")
    analyst = client_as("analyst")
    page = text(analyst.get(f"/partners/evidence/gate/{later.pk}/"))
    assert "changed a little since they went out" in page
    assert all(
        way in page for way in ("Withhold these counts", "Round this release", "Merge levels", "Freeze")
    )
    refused = analyst.post(f"/partners/evidence/gate/{later.pk}/run/", {"minutes": "5"})
    assert "Choose first what to do about them" in text(refused)
    analyst.post(f"/partners/evidence/gate/{later.pk}/change/", {"differences": "withhold"})
    releases.work()
    analyst.post(f"/partners/evidence/gate/{later.pk}/run/", {"minutes": "5"})
    releases.work()
    later = find_release(later.pk)
    assert later.stage == Stage.CHECKED, later.problem
    was, now = shown(first), shown(later)
    both = was.keys() & now.keys()
    assert both
    assert not [codes for codes in both if 1 <= abs(now[codes] - was[codes]) <= 4]


def test_rounding_is_another_answer_to_counts_that_changed(data_set, people):
    releases.released(data_set, **people)
    later = releases.choose(data_set, wave="2026", title="Later")
    analyst = client_as("analyst")
    analyst.post(f"/partners/evidence/gate/{later.pk}/change/", {"policy": "nhs_subnational"})
    releases.work()
    analyst.post(f"/partners/evidence/gate/{later.pk}/run/", {"minutes": "5"})
    releases.work()
    later = find_release(later.pk)
    if later.stage == Stage.CHECKED:
        assert all(value % 5 == 0 for value in shown(later).values())
        assert "All counts are rounded to 5" in text(analyst.get(f"/partners/evidence/gate/{later.pk}/"))
    else:
        assert later.stage == Stage.REFUSED
        assert later.problem


def test_to_freeze_what_is_out_nothing_goes_out(data_set, people):
    releases.released(data_set, **people)
    later = releases.choose(data_set, wave="2026", title="Later")
    client_as("analyst").post(f"/partners/evidence/gate/{later.pk}/drop/")
    assert find_release(later.pk).stage == Stage.DROPPED
    assert len(published()) == 1


def test_what_changed_while_the_gate_worked_is_refused(data_set, people, monkeypatch):
    later = releases.choose(data_set, wave="2026", title="Later")
    assert not later.papers.weighed["changed"]
    releases.released(data_set, **people)
    actions.run_gate(later, by=people["by"])
    releases.work()
    later = find_release(later.pk)
    assert later.stage == Stage.REFUSED
    assert "Some counts changed since they went out" in later.problem


def test_everybody_is_not_shown_what_partners_have_and_everybody_has_not(data_set, people):
    releases.released(data_set, audience="partner", **people)
    wider = releases.choose(data_set, tables=[("sex", "lonely")], levels_above={}, title="For all")
    assert wider.stage == Stage.REFUSED
    assert "Partners were shown other tables of these children" in wider.problem
    same = releases.released(data_set, title="The same, for all", **people)
    assert same.stage == Stage.RELEASED


def test_the_same_file_under_another_name_is_the_same_children(data_set, people, tmp_path):
    releases.released(data_set, **people)
    (tmp_path / "again").mkdir()
    twin = releases.make_data_set(tmp_path / "again", name="again")
    assert twin.digest == data_set.digest
    assert beside.snapshot_of(releases.choose(twin)) == published()[0].snapshot


def test_a_ledger_that_was_changed_stops_every_release(data_set, people):
    releases.released(data_set, **people)
    (beside.folder() / "0001.csv").write_text("nothing", "utf-8")
    refused = releases.choose(data_set, title="More")
    assert (refused.stage, "the ledger was changed" in refused.problem) == (Stage.REFUSED, True)


def test_pages_say_what_will_be_there_while_nothing_is(own_home):
    assert "Nothing has been released yet" in text(Client().get("/children/findings/"))
    page = text(client_as("chair").get("/partners/evidence/gate/"))
    assert "Nothing is in the gate" in page
    assert 'href="/partners/how-to/#gate"' in read(client_as("chair").get("/partners/evidence/gate/"))
    assert 'id="gate"' in read(client_as("chair").get("/partners/how-to/"))


def test_what_is_out_cannot_be_merged_any_more_but_can_be_shown_finer(data_set, people):
    releases.released(data_set, tables=[("district", "lonely")], **people)
    merged = releases.choose(data_set, tables=[("district", "sex")], title="Coarser")
    assert ("merge", "district") not in [
        (one["does"], one["name"]) for one in merged.papers.weighed["choices"]
    ]
    merged.merged = {"district": 1}
    merged.save()
    actions.change_release(merged, by=people["by"], does="again")
    releases.work()
    assert "what is out cannot be merged any more" in find_release(merged.pk).problem
    finer = releases.released(data_set, levels_above={}, title="Finer", **people)
    assert finer.stage == Stage.RELEASED


@pytest.fixture
def broken_off(data_set, people, monkeypatch):
    """A release of which the ledger has a line, and nothing else was kept: the power went in between."""
    asked = releases.asked_for(data_set, by=people["by"])

    def fail(*_given, **_named):
        raise OSError("The power went.")

    with monkeypatch.context() as patched:
        patched.setattr(acts, "remember", fail)
        with pytest.raises(OSError, match="power"):
            actions.let_out(asked, by=people["second"], fingerprint=asked.fingerprint)
    return find_release(asked.pk)


def test_a_release_that_broke_off_after_its_line_was_written_is_not_out_and_can_be_finished(
    broken_off, people
):
    assert broken_off.stage == Stage.ASKED
    assert Client().get(f"/children/findings/{broken_off.pk}/").status_code == 404
    assert len(published()) == 1
    done = actions.let_out(broken_off, by=people["second"], fingerprint=broken_off.fingerprint)
    (line,) = published()
    assert (done.stage, done.number, line.release) == (Stage.RELEASED, 1, 1)
    assert Client().get(f"/children/findings/{broken_off.pk}/").status_code == 200


def test_beside_a_release_that_broke_off_others_are_safe_and_it_must_pass_the_gate_again(
    broken_off, data_set, people
):
    other = releases.released(data_set, audience="partner", title="For partners", **people)
    assert (other.number, len(published())) == (2, 2)
    with pytest.raises(NotValid, match="Something else was released"):
        actions.let_out(broken_off, by=people["second"], fingerprint=broken_off.fingerprint)
    assert len(published()) == 2


def test_a_failure_before_the_line_leaves_no_release_and_no_line(data_set, people, monkeypatch):
    asked = releases.asked_for(data_set, by=people["by"])

    def fail(*_given, **_named):
        raise OSError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("oneplan.disclosure.ledger.shutil.copyfile", fail)
        with pytest.raises(OSError, match="full"):
            actions.let_out(asked, by=people["second"], fingerprint=asked.fingerprint)
    assert (find_release(asked.pk).stage, published()) == (Stage.ASKED, [])
    assert actions.let_out(asked, by=people["second"], fingerprint=asked.fingerprint).number == 1
