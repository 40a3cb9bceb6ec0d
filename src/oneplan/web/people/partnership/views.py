"""The pages of organisations, people and groups for partners, and the page of the partnership for all."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oneplan.people import may
from oneplan.web.design.downloads import send_words
from oneplan.web.people.actors import find_actor
from oneplan.web.people.asking import Question, ask
from oneplan.web.people.documents.queries import list_documents
from oneplan.web.people.partnership import actions, forms, queries
from oneplan.web.people.partnership.pages import group_by_sector, list_lines, make_tree, order_seats

ORGANISATIONS = "/partners/organisations/"
GROUPS = "/partners/groups/"
PEOPLE = "/partners/people/"


def partnership(request: HttpRequest) -> HttpResponse:
    """Who works together for children here?"""
    shown = {
        "sectors": group_by_sector(queries.list_members()),
        "tree": make_tree(queries.list_groups()),
        "documents": list_documents(),
    }
    return render(request, "people/partnership.html", shown)


def seats_csv(request: HttpRequest) -> HttpResponse:
    """Who sits in which group, as a file."""
    del request
    columns = ("group", "reports to", "how often", "organisation", "who sits there", "as")
    return send_words(list_lines(queries.list_groups()), columns=columns, name="partnership")


def organisations(request: HttpRequest) -> HttpResponse:
    """Which organisations belong to the partnership?"""
    actor = find_actor(request)
    shown = {"organisations": queries.list_organisations(), "may_add": may(actor, "organisation.add")}
    return render(request, "people/organisations.html", shown)


def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """What do we know about this organisation?"""
    found = queries.find_organisation(key)
    actor = find_actor(request)
    acts = ("organisation.change", "organisation.end", "person.add", "link.make")
    allowed = {act.replace(".", "_"): may(actor, act, organisation=key) for act in acts}
    return render(request, "people/organisation.html", {"organisation": found, "may": allowed})


def add_organisation(request: HttpRequest) -> HttpResponse:
    """Which organisation joins?"""
    question = Question(
        act="organisation.add",
        heading="Add an organisation",
        button="Add it",
        done="The organisation was added.",
        back=ORGANISATIONS,
        intro="It needs no account. Somebody can report for it by a link that works once.",
    )
    return ask(request, question, form=forms.NewOrganisationForm, do=actions.add_organisation)


def change_organisation(request: HttpRequest, key: str) -> HttpResponse:
    """What is right about this organisation?"""
    found = queries.find_organisation(key)
    question = Question(
        act="organisation.change",
        heading=f"Change the entry of {found.name}",
        button="Save",
        done="The entry was changed.",
        back=f"{ORGANISATIONS}{key}/",
    )
    initial = {"name": found.name, "sector": found.sector, "website": found.website}
    return ask(
        request,
        question,
        form=forms.OrganisationForm,
        do=partial(actions.change_organisation, found),
        thing=found,
        initial=initial,
    )


def end_organisation(request: HttpRequest, key: str) -> HttpResponse:
    """When does this organisation leave?"""
    found = queries.find_organisation(key)
    question = Question(
        act="organisation.end",
        heading=f"{found.name} leaves",
        button="End its membership",
        done="The last day was written down.",
        back=f"{ORGANISATIONS}{key}/",
        intro="Its roles and seats end on that day. What it did stays where it is.",
    )
    do = partial(actions.end_organisation, found)
    return ask(request, question, form=forms.LeavingForm, do=do, thing=found)


def add_person(request: HttpRequest, key: str) -> HttpResponse:
    """Who works for this organisation?"""
    found = queries.find_organisation(key)
    question = Question(
        act="person.add",
        heading=f"Add a person of {found.name}",
        button="Add the post",
        done="The post was added.",
        back=f"{ORGANISATIONS}{key}/",
        intro="People stand here by their post. Their own names are kept nowhere.",
    )
    return ask(
        request,
        question,
        form=partial(forms.NewPersonForm, organisation=found),
        do=partial(actions.add_person, organisation=found),
        thing=found,
    )


def people(request: HttpRequest) -> HttpResponse:
    """Who holds which role?"""
    return render(request, "people/people.html", {"people": queries.list_people()})


def person(request: HttpRequest, number: int) -> HttpResponse:
    """Which roles does this person hold, and since when?"""
    found = queries.find_person(number)
    actor = find_actor(request)
    acts = ("person.change", "role.give", "role.end", "invitation.send")
    key = found.organisation.key
    allowed = {act.replace(".", "_"): may(actor, act, organisation=key) for act in acts}
    return render(request, "people/person.html", {"person": found, "may": allowed})


def change_person(request: HttpRequest, number: int) -> HttpResponse:
    """What is this post called?"""
    found = queries.find_person(number)
    question = Question(
        act="person.change",
        heading=f"Change the post “{found.post}”",
        button="Save",
        done="The post was changed.",
        back=f"{PEOPLE}{number}/",
    )
    return ask(
        request,
        question,
        form=partial(forms.PersonForm, organisation=found.organisation),
        do=partial(actions.change_person, found),
        thing=found,
        initial={"post": found.post, "deputy_of": found.deputy_of_id},
    )


def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Which role, and for how long?"""
    found = queries.find_person(number)
    question = Question(
        act="role.give",
        heading=f"Give {found.post} a role",
        button="Give the role",
        done="The role was given.",
        back=f"{PEOPLE}{number}/",
    )
    do = partial(actions.give_role, person=found)
    return ask(request, question, form=forms.TermForm, do=do, initial={"organisation": found.organisation_id})


def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """When does this role end?"""
    found = queries.find_term(number)
    question = Question(
        act="role.end",
        heading=f"End the role “{found.get_role_display()}” of {found.person.post}",
        button="End the role",
        done="The last day was written down.",
        back=f"{PEOPLE}{found.person_id}/",
    )
    return ask(request, question, form=forms.EndForm, do=partial(actions.end_role, found), thing=found)


def groups(request: HttpRequest) -> HttpResponse:
    """Which groups are there, and who reports to whom?"""
    shown = {
        "tree": make_tree(queries.list_groups()),
        "may_add": may(find_actor(request), "group.add"),
    }
    return render(request, "people/groups.html", shown)


def group(request: HttpRequest, key: str) -> HttpResponse:
    """Who sits in this group?"""
    actor = find_actor(request)
    allowed = {act.replace(".", "_"): may(actor, act) for act in ("group.change", "seat.give", "seat.end")}
    found = queries.find_group(key)
    shown = {"group": found, "seats": order_seats(found.seats.all()), "may": allowed}
    return render(request, "people/group.html", shown)


def add_group(request: HttpRequest) -> HttpResponse:
    """Which group is set up?"""
    question = Question(
        act="group.add",
        heading="Add a group",
        button="Add it",
        done="The group was added.",
        back=GROUPS,
    )
    return ask(request, question, form=forms.NewGroupForm, do=actions.add_group)


def change_group(request: HttpRequest, key: str) -> HttpResponse:
    """What is right about this group?"""
    found = queries.find_group(key)
    question = Question(
        act="group.change",
        heading=f"Change {found.name}",
        button="Save",
        done="The group was changed.",
        back=f"{GROUPS}{key}/",
    )
    initial = {name: getattr(found, name) for name in ("name", "kind", "purpose", "rhythm")}
    return ask(
        request,
        question,
        form=forms.GroupForm,
        do=partial(actions.change_group, found),
        thing=found,
        initial=initial | {"reports_to": found.reports_to_id},
    )


def give_seat(request: HttpRequest, key: str) -> HttpResponse:
    """Who takes a seat in this group?"""
    found = queries.find_group(key)
    question = Question(
        act="seat.give",
        heading=f"Give a seat in {found.name}",
        button="Give the seat",
        done="The seat was given.",
        back=f"{GROUPS}{key}/",
        intro="A seat without a person is shown as vacant.",
    )
    return ask(request, question, form=forms.SeatForm, do=partial(actions.give_seat, group=found))


def end_seat(request: HttpRequest, number: int) -> HttpResponse:
    """When does this seat end?"""
    found = queries.find_seat(number)
    question = Question(
        act="seat.end",
        heading=f"End the seat of {found.organisation.name} in {found.group.name}",
        button="End the seat",
        done="The last day was written down.",
        back=f"{GROUPS}{found.group.key}/",
    )
    return ask(request, question, form=forms.EndForm, do=partial(actions.end_seat, found), thing=found)
