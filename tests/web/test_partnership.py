"""Organisations, people, groups and seats: what may be written, what is refused, and what is remembered."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oneplan.definitions.partnerships import read_partnership
from oneplan.errors import NotAllowed, NotFound, NotValid
from oneplan.people import Actor, Holding, Role
from oneplan.web.people.acts import version_of
from oneplan.web.people.models import Event, Group, Organisation, Person, Seat, Term
from oneplan.web.people.partnership import actions
from oneplan.web.people.partnership.loading import load_partnership
from web.partners import client_as, make_organisation

pytestmark = pytest.mark.django_db

KEEPER = Actor("Administrator", 1, (Holding(Role.ADMINISTRATOR, "council"),))
DAY = date(2026, 9, 1)


def officer(organisation):
    return Actor("Officer", 2, (Holding(Role.OFFICER, organisation),))


def test_the_demonstration_has_every_partner_of_the_source_documents(own_home):
    load_partnership(read_partnership("childrens-coalition"))
    sectors = set(Organisation.objects.values_list("sector", flat=True))
    wanted = {"county-council", "health", "careers", "police", "probation", "education", "voluntary"}
    assert wanted <= sectors
    assert Organisation.objects.filter(sector="district-council").count() == 6
    assert Seat.objects.filter(person__isnull=True).count() >= 1
    assert Group.objects.filter(reports_to__isnull=False, rhythm="").count() == 0


def test_nobody_in_the_demonstration_has_a_name_of_their_own():
    named = [post.post for post in read_partnership("childrens-coalition").post]
    assert all(
        any(
            word in post
            for word in (
                "representative",
                "officer",
                "reader",
                "Chair",
                "manager",
                "analyst",
                "administrator",
                "lead",
                "member",
                "Inspector",
            )
        )
        for post in named
    )


def test_loading_a_partnership_twice_adds_nothing(own_home):
    partnership = read_partnership("childrens-coalition")
    assert load_partnership(partnership) > 80
    events = Event.objects.count()
    assert load_partnership(partnership) == 0
    assert Event.objects.count() == events


def test_a_partnership_that_cannot_be_loaded_leaves_nothing_behind(own_home):
    partnership = read_partnership("childrens-coalition")
    broken = partnership.model_copy(update={"files": {}})
    with pytest.raises(KeyError):
        load_partnership(broken)
    assert not Organisation.objects.exists()
    assert not Event.objects.exists()


def test_an_officer_changes_the_entry_of_their_own_organisation_and_of_no_other():
    police, health = make_organisation("police"), make_organisation("health", sector="health")
    changed = actions.change_organisation(
        police, by=officer("police"), name="Constabulary", sector="police", website=""
    )
    assert changed.name == "Constabulary"
    with pytest.raises(NotAllowed, match="for this organisation"):
        actions.change_organisation(health, by=officer("police"), name="Ours", sector="health", website="")
    health.refresh_from_db()
    assert health.name == "Health"


def test_an_officer_cannot_add_a_person_to_another_organisation():
    health = make_organisation("health", sector="health")
    with pytest.raises(NotAllowed):
        actions.add_person(by=officer("police"), organisation=health, post="Spy")
    assert not Person.objects.exists()


def test_of_two_who_change_the_same_entry_the_slower_one_is_told():
    police = make_organisation("police")
    seen = version_of(police)
    given_ = {"by": KEEPER, "sector": "police", "website": ""}
    actions.change_organisation(police, name="First", seen=seen, **given_)
    with pytest.raises(NotValid, match="Somebody else changed this"):
        actions.change_organisation(police, name="Second", seen=seen, **given_)
    police.refresh_from_db()
    assert police.name == "First"


def test_the_slower_one_keeps_what_they_wrote(own_home):
    make_organisation("police")
    client = client_as("administrator")
    address = "/partners/organisations/police/change/"
    form = client.get(address).context["form"]
    Organisation.objects.filter(key="police").update(name="Changed meanwhile")
    sent = {"name": "My words", "sector": "police", "website": "", "seen": form["seen"].value()}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert "Somebody else changed this" in answer.content.decode()
    assert "My words" in answer.content.decode()
    assert Organisation.objects.get(key="police").name == "Changed meanwhile"


def test_an_act_that_fails_leaves_neither_a_change_nor_an_entry_in_the_log():
    police = make_organisation("police")
    before = Event.objects.count()
    with pytest.raises(NotValid):
        actions.give_role(
            by=KEEPER,
            person=Person.objects.create(post="Somebody", organisation=police),
            role="panel",
            organisation=police,
            starts=DAY,
            ends=date(2026, 8, 1),
        )
    assert not Term.objects.exists()
    assert Event.objects.count() == before


def test_what_is_gone_meanwhile_is_said():
    police = make_organisation("police")
    Organisation.objects.filter(pk=police.pk).delete()
    with pytest.raises(NotFound, match="Somebody removed this"):
        actions.change_organisation(police, by=KEEPER, name="X", sector="police", website="")


def test_an_organisation_that_leaves_takes_its_roles_and_seats_with_it():
    police = make_organisation("police")
    person = Person.objects.create(post="Somebody", organisation=police)
    board = Group.objects.create(key="board", name="Board", kind="board")
    Term.objects.create(person=person, role="member", organisation=police, starts=date(2026, 1, 1))
    Seat.objects.create(group=board, organisation=police, person=person, starts=date(2026, 1, 1))
    actions.end_organisation(police, by=KEEPER, left=DAY)
    assert Term.objects.get().ends == DAY
    assert Seat.objects.get().ends == DAY


def test_nobody_holds_the_same_role_twice_at_a_time():
    police = make_organisation("police")
    person = Person.objects.create(post="Somebody", organisation=police)
    given_ = {"by": KEEPER, "person": person, "role": "member", "organisation": police}
    actions.give_role(starts=DAY, ends=date(2026, 12, 31), **given_)
    with pytest.raises(NotValid, match="at that time already"):
        actions.give_role(starts=date(2026, 12, 31), **given_)
    actions.give_role(starts=date(2027, 1, 1), **given_)
    assert Term.objects.count() == 2


def test_a_group_cannot_report_to_itself_however_far_up():
    top = actions.add_group(by=KEEPER, name="Top", kind="board")
    middle = actions.add_group(by=KEEPER, name="Middle", kind="pillar", reports_to=top, rhythm="quarterly")
    low = actions.add_group(by=KEEPER, name="Low", kind="pillar", reports_to=middle, rhythm="quarterly")
    for above in (top, low):
        with pytest.raises(NotValid, match="report to itself"):
            actions.change_group(top, by=KEEPER, name="Top", kind="board", reports_to=above, rhythm="yearly")


def test_a_group_that_reports_says_how_often():
    top = actions.add_group(by=KEEPER, name="Top", kind="board")
    with pytest.raises(NotValid, match="how often"):
        actions.add_group(by=KEEPER, name="Low", kind="pillar", reports_to=top)


def test_a_deputy_stands_in_for_somebody_of_the_same_organisation():
    police, health = make_organisation("police"), make_organisation("health", sector="health")
    first = actions.add_person(by=KEEPER, organisation=police, post="First")
    deputy = actions.add_person(by=KEEPER, organisation=police, post="Deputy", deputy_of=first)
    with pytest.raises(NotValid, match="their own deputy"):
        actions.change_person(first, by=KEEPER, post="First", deputy_of=first)
    with pytest.raises(NotValid, match="another organisation"):
        actions.add_person(by=KEEPER, organisation=health, post="Stranger", deputy_of=first)
    with pytest.raises(NotValid, match="is a deputy already"):
        actions.add_person(by=KEEPER, organisation=police, post="Third", deputy_of=deputy)


def test_two_organisations_of_one_name_have_two_addresses():
    keys = {actions.add_organisation(by=KEEPER, name="Police", sector="police").key for _ in range(3)}
    assert keys == {"police", "police-2", "police-3"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(max_size=200),
    sector=st.sampled_from(["police", "", "x" * 30, "'; DROP TABLE people_event; --"]),
    website=st.text(max_size=60),
)
def test_the_form_of_a_new_organisation_takes_anything_without_breaking(own_home, name, sector, website):
    client = client_as("administrator", organisation="council")
    before = Organisation.objects.count()
    answer = client.post(
        "/partners/add/organisation/", {"name": name, "sector": sector, "website": website, "joined": name}
    )
    assert answer.status_code in {200, 302, 400}
    assert Organisation.objects.count() - before == (answer.status_code == 302)


def test_what_somebody_writes_is_shown_as_they_wrote_it_and_never_run(own_home):
    hostile = '<script>alert("1")</script>'
    actions.add_organisation(by=KEEPER, name=hostile, sector="police")
    for address in ("/partnership/", "/partners/organisations/", "/partners/log/", "/partners/"):
        page = client_as("administrator", organisation="council").get(address).content.decode()
        assert "<script>alert" not in page


def test_a_role_for_an_unknown_person_is_a_page_that_is_not_there(own_home):
    client = client_as("administrator")
    assert client.get("/partners/people/999999/role/").status_code == 404
    assert client.post("/partners/people/999999/role/", {"role": "panel"}).status_code == 404
