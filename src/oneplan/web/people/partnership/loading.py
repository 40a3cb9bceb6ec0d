"""Brings a partnership from its folder into the database: all of it or nothing, and what is there stays."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from oneplan.definitions import partnerships
from oneplan.web.people.actors import BY_COMMAND
from oneplan.web.people.documents.actions import publish_document
from oneplan.web.people.models import Document, Group, Organisation, Person, Seat, Term
from oneplan.web.people.partnership import actions
from oneplan.web.people.uploads import check_upload


@transaction.atomic
def load_partnership(partnership: partnerships.Partnership) -> int:
    """Add what is not there yet, and say how many things that were: loading twice adds nothing."""
    organisations = _by_key(Organisation)
    people = _people()
    groups = _by_key(Group)
    before = _counted()
    for one in partnership.organisation:
        if one.key not in organisations:
            organisations[one.key] = actions.add_organisation(
                by=BY_COMMAND,
                key=one.key,
                name=one.name,
                sector=one.sector,
                website=one.website,
                is_member=one.is_member,
                joined=partnership.since,
            )
    posts = _load_posts(partnership, organisations, people)
    for group in _from_the_top(partnership):
        if group.key not in groups:
            groups[group.key] = actions.add_group(
                by=BY_COMMAND,
                **group.model_dump(exclude={"reports_to"}),
                reports_to=groups.get(group.reports_to),
            )
    _load_seats(partnership, organisations, posts, groups)
    _load_documents(partnership, groups)
    return _counted() - before


def _load_posts(
    partnership: partnerships.Partnership,
    organisations: Mapping[str, Organisation],
    people: dict[tuple[str, str], Person],
) -> dict[str, Person]:
    """People by the key of their post; those who stand in for somebody come after them."""
    posts: dict[str, Person] = {}
    for post in sorted(partnership.post, key=lambda post: bool(post.deputy_of)):
        known = (post.organisation, post.post)
        if known not in people:
            people[known] = _add_person(post, organisations[post.organisation], posts.get(post.deputy_of))
            if post.role is not None:
                actions.give_role(
                    by=BY_COMMAND,
                    person=people[known],
                    role=post.role,
                    organisation=organisations[post.organisation],
                    starts=partnership.since,
                )
        posts[post.key] = people[known]
    return posts


def _add_person(post: partnerships.Post, organisation: Organisation, deputy_of: Person | None) -> Person:
    return actions.add_person(by=BY_COMMAND, organisation=organisation, post=post.post, deputy_of=deputy_of)


def _load_seats(
    partnership: partnerships.Partnership,
    organisations: Mapping[str, Organisation],
    posts: Mapping[str, Person],
    groups: Mapping[str, Group],
) -> None:
    there = set(Seat.objects.values_list("group__key", "organisation__key", "capacity"))
    for seat in partnership.seat:
        if (seat.group, seat.organisation, seat.capacity) not in there:
            actions.give_seat(
                by=BY_COMMAND,
                group=groups[seat.group],
                organisation=organisations[seat.organisation],
                person=posts.get(seat.post),
                capacity=seat.capacity,
                starts=partnership.since,
            )


def _load_documents(partnership: partnerships.Partnership, groups: Mapping[str, Group]) -> None:
    there = _by_key(Document)
    for paper in partnership.document:
        if paper.key not in there:
            publish_document(
                by=BY_COMMAND,
                key=paper.key,
                title=paper.title,
                about=paper.about,
                group=groups.get(paper.group),
                file=check_upload(SimpleUploadedFile(paper.file, partnership.files[paper.file])),
            )


def _from_the_top(partnership: partnerships.Partnership) -> list[partnerships.Group]:
    """Groups in an order in which each comes after the one it reports to."""
    by_key = {group.key: group for group in partnership.group}

    def depth(group: partnerships.Group) -> int:
        return 1 + depth(by_key[group.reports_to]) if group.reports_to else 0

    return sorted(partnership.group, key=depth)


def _by_key(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - organisations, groups and documents alike
    return {thing.key: thing for thing in kind.objects.all()}


def _people() -> dict[tuple[str, str], Person]:
    people = Person.objects.select_related("organisation")
    return {(person.organisation.key, person.post): person for person in people}


def _counted() -> int:
    return sum(kind._base_manager.count() for kind in (Organisation, Person, Term, Group, Seat, Document))
