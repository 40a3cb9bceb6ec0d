"""What the pages behind the sign-in say of whoever reads them: who they are, and which rooms are theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from oneplan.people import Actor, may
from oneplan.web.people.actors import find_actor
from oneplan.web.wiring import Room, make_room, with_digest

ROOMS = (
    ("My things", "/partners/", "workspace.read"),
    ("Plans", "/partners/plan/", "plan.read"),
    ("Organisations", "/partners/organisations/", "people.read"),
    ("Groups", "/partners/groups/", "people.read"),
    ("People", "/partners/people/", "people.read"),
    ("Documents", "/partners/documents/", "document.publish"),
    ("Evidence", "/partners/evidence/", "evidence.read"),
    ("The gate", "/partners/evidence/gate/", "gate.read"),
    ("Listening", "/partners/listen/", "wave.read"),
    ("My school", "/partners/listen/mine/", "school.list"),
    ("Findings", "/partners/findings/", "release.read"),
    ("Jobs", "/partners/jobs/", "job.read"),
    ("Activity log", "/partners/log/", "log.read"),
    ("How to", "/partners/how-to/", "workspace.read"),
)


@dataclass(frozen=True)
class You:
    """Whoever reads the page."""

    actor: Actor
    rooms: tuple[Room, ...]
    stylesheet: str

    @property
    def adopts(self) -> bool:
        """Whether they may take a finding into a draft of the plan."""
        return may(self.actor, "plan.adopt")


def you(request: HttpRequest) -> Mapping[str, object]:
    """Looked up only where a page asks for it, so that public pages ask the database nothing."""
    return {"you": SimpleLazyObject(lambda: make_you(request))}


def make_you(request: HttpRequest) -> You:
    """The reader, and the rooms of the workspace that are open to them."""
    actor = find_actor(request)
    rooms = [(name, address) for name, address, act in ROOMS if actor.is_signed_in and may(actor, act)]
    return You(
        actor=actor,
        rooms=tuple(make_room(name, address, path=request.path, among=rooms) for name, address in rooms),
        stylesheet=with_digest("workspace.css"),
    )
