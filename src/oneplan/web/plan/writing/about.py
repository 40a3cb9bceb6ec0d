"""What every page of an edition says of it, and which forms and steps are open to its reader."""

from typing import Any

from django.http import HttpRequest

from oneplan.errors import NotFound
from oneplan.people import Actor, may
from oneplan.web.people.actors import find_actor
from oneplan.web.people.acts import version_of
from oneplan.web.plan.models import Edition, Entry, Stage
from oneplan.web.plan.writing.saying import PARTS

STEP_WORDS = {
    "consult": "Put it out to consultation",
    "reopen": "Write in it again",
    "agree": "Say that it is agreed",
    "bring-into-force": "Bring it into force",
    "review": "Begin its review",
    "end-review": "End its review",
    "withdraw": "Withdraw it",
}
STEPS_AT = {
    Stage.DRAFT: ("consult", "agree", "withdraw"),
    Stage.CONSULTATION: ("reopen", "agree", "withdraw"),
    Stage.AGREED: ("bring-into-force", "withdraw"),
    Stage.IN_FORCE: ("review",),
    Stage.UNDER_REVIEW: ("end-review",),
}


def about_edition(request: HttpRequest, found: Edition) -> dict[str, Any]:
    """What a template says of an edition, for this reader."""
    actor, is_draft = find_actor(request), found.stage == Stage.DRAFT
    steps = [name for name in STEPS_AT.get(Stage(found.stage), ()) if may(actor, f"plan.{name}")]
    return {
        "edition": found,
        "seen": version_of(found),
        "is_draft": is_draft,
        "may_write": is_draft and may(actor, "plan.change"),
        "may_draft": may(actor, "plan.draft"),
        "may_adopt": is_draft and may(actor, "plan.adopt"),
        "steps": [(name, STEP_WORDS[name]) for name in steps],
    }


def find_form(actor: Actor, found: Edition, *, entry: Entry) -> str:
    """The form by which this reader may change an entry; nothing where they may not."""
    if found.stage != Stage.DRAFT:
        return ""
    if may(actor, "plan.change"):
        return "change/"
    lead = str(entry.content.get("lead", ""))
    own = entry.part == "activities" and lead and may(actor, "activity.write", organisation=lead)
    return "own/" if own else ""


def heading_of(part: str) -> str:
    """The heading of a part.

    Raises
    ------
    NotFound
        When a plan has no such part.
    """
    if part not in PARTS:
        raise NotFound("A plan has no such part. Go back to its contents and choose one.")
    return PARTS[part][0]
