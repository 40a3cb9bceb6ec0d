"""Links that work once: an organisation says without an account that its entry is right."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from oneplan.errors import NotAllowed, NotValid
from oneplan.people import Actor, Holding, Role, may
from oneplan.web.people.models import Event, Group, Link, Organisation, Person, Seat
from oneplan.web.people.sign_in.links import Entry, confirm_entry, entry_of, holder_of, make_link
from web.partners import make_organisation
from web.reading import text
from web.signing_in import ADMINISTRATOR, forget_used_codes, make_person

pytestmark = pytest.mark.django_db

RIGHT = {"name": "Police", "website": "https://police.example/", "post": "Head of early help"}


@pytest.fixture(autouse=True)
def quick(home):
    forget_used_codes()


@pytest.fixture
def police():
    return make_person("member").organisation


def test_somebody_without_an_account_corrects_an_entry_once(police):
    _, token = make_link(police, by=ADMINISTRATOR)
    client = Client()
    said = text(client.get(f"/link/{token}/"))
    assert "Is this entry still right?" in said
    assert "You need no account" in said
    answer = client.post(f"/link/{token}/", RIGHT)
    assert answer.status_code == 200
    assert "marked as right from today" in text(answer)
    police.refresh_from_db()
    assert (police.website, police.confirmed) == ("https://police.example/", timezone.localdate())
    assert police.people.get().post == "Head of early help"
    assert client.post(f"/link/{token}/", RIGHT).status_code == 404
    assert "works once, for four weeks" in text(client.get(f"/link/{token}/"))


def test_a_mail_program_that_looks_first_does_not_use_a_link_up(police):
    _, token = make_link(police, by=ADMINISTRATOR)
    for _ in range(10):
        assert Client().get(f"/link/{token}/").status_code == 200
        assert Client().head(f"/link/{token}/").status_code == 200
        assert Client().options(f"/link/{token}/").status_code == 200
    assert Link.objects.get().used is None
    assert Client().post(f"/link/{token}/", RIGHT).status_code == 200


def test_a_form_with_a_mistake_does_not_use_a_link_up(police):
    _, token = make_link(police, by=ADMINISTRATOR)
    answer = Client().post(f"/link/{token}/", {**RIGHT, "website": "not an address"})
    assert "Type the address as your browser shows it" in text(answer)
    assert "Error: Is this entry still right?" in text(answer)
    assert Link.objects.get().used is None
    police.refresh_from_db()
    assert police.confirmed is None


def test_a_link_ends_after_four_weeks(police):
    link, token = make_link(police, by=ADMINISTRATOR)
    Link.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/link/{token}/").status_code == 404
    with pytest.raises(NotValid, match="cannot be used any more"):
        confirm_entry(link, Entry("Police", "", ""))


def test_two_who_send_it_at_once_change_it_once(police):
    link, _ = make_link(police, by=ADMINISTRATOR)
    late = Link.objects.get(pk=link.pk)
    confirm_entry(link, Entry("First", "", ""))
    with pytest.raises(NotValid, match="cannot be used any more"):
        confirm_entry(late, Entry("Second", "", ""))
    police.refresh_from_db()
    assert police.name == "First"


def test_the_holder_may_do_this_for_this_organisation_and_nothing_else(police):
    link, _ = make_link(police, by=ADMINISTRATOR)
    holder = holder_of(link)
    assert may(holder, "organisation.confirm", organisation=police.key)
    assert not may(holder, "organisation.confirm", organisation="health")
    assert not may(holder, "organisation.change", organisation=police.key)
    assert not may(holder, "workspace.read")


def test_a_link_opens_no_other_page(police):
    _, token = make_link(police, by=ADMINISTRATOR)
    client = Client()
    client.get(f"/link/{token}/")
    client.post(f"/link/{token}/", RIGHT)
    assert client.get("/partners/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_an_officer_makes_links_for_the_own_organisation_alone(police):
    officer = Actor("Officer", 1, (Holding(Role.OFFICER, "police"),))
    make_link(police, by=officer)
    with pytest.raises(NotAllowed, match="for this organisation"):
        make_link(make_organisation("health", sector="health"), by=officer)
    with pytest.raises(NotAllowed):
        make_link(police, by=Actor("School", 1, (Holding(Role.SCHOOL, "police"),)))


def test_what_was_done_by_a_link_is_remembered_with_what_stood_there_before(police):
    _, token = make_link(police, by=ADMINISTRATOR)
    Client().post(f"/link/{token}/", RIGHT)
    events = Event.objects.filter(act="organisation.confirm").order_by("number")
    assert [event.kind for event in events] == ["organisation", "person", "link"]
    assert {event.said for event in events} == {"Holder of a link for Police"}
    assert events[0].before["website"] == ""
    assert events[0].after["website"] == "https://police.example/"
    assert token not in str(list(Event.objects.values()))


def test_who_stands_for_an_organisation_is_whoever_has_its_seat(police):
    group = Group.objects.create(key="board", name="Board", kind="board")
    second = Person.objects.create(post="Chief officer", organisation=police)
    Seat.objects.create(group=group, organisation=police, person=second, starts=date(2026, 1, 1))
    assert entry_of(police).post == "Chief officer"


def test_an_organisation_without_people_is_asked_for_its_name_and_website_alone():
    empty = Organisation.objects.create(key="empty", name="Empty", sector="other")
    _, token = make_link(empty, by=ADMINISTRATOR)
    client = Client()
    assert "Who stands for you" not in text(client.get(f"/link/{token}/"))
    assert client.post(f"/link/{token}/", {"name": "Empty", "website": ""}).status_code == 200


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "ftp://e.example/",
        "\x00",
        "x" * 5000,
        "{{ 7*7 }}",
        "'; --",
        "\u202egnp",
    ]
)


@tries(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=HOSTILE, website=HOSTILE, post=HOSTILE)
@example(name="<b>Bold</b>", website="javascript:alert(1)", post="x")
@example(name="<b>Bold</b>", website="https://e.example/<script>", post="<i>x</i>")
def test_nothing_that_is_typed_into_an_entry_breaks_it(police, name, website, post):
    _, token = make_link(police, by=ADMINISTRATOR)
    forget_used_codes()
    answer = Client().post(f"/link/{token}/", {"name": name, "website": website, "post": post})
    assert answer.status_code in (200, 429)
    assert b"<script>alert" not in answer.content
    assert b"<b>Bold" not in answer.content
    police.refresh_from_db()
    assert police.website == "" or police.website.startswith(("http://", "https://"))


def test_an_officer_makes_a_link_on_a_page_and_it_goes_by_mail_where_an_address_is_given():
    from django.core import mail

    from web.partners import client_as
    from web.signing_in import wait_for_letters

    officer = client_as("officer")
    make_organisation("health", sector="health")
    page = "/partners/organisations/police/link/"
    assert "without an account" in text(officer.get(page))
    assert officer.get("/partners/organisations/health/link/").status_code == 403
    assert "http://testserver/link/" in text(officer.post(page, {"email": ""}))
    assert "http://testserver/link/" in text(officer.post(page, {"email": "a@demo.example"}))
    wait_for_letters()
    assert [letter.to for letter in mail.outbox] == [["a@demo.example"]]
    assert Link.objects.count() == 2
