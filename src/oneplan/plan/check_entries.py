"""What one indicator, one activity and one message lack."""

import datetime as dt
from collections.abc import Iterator

from oneplan.plan.doing import VACANT, Activity, Role, Voice
from oneplan.plan.index import Index
from oneplan.plan.lacking import Asked, ask, of_item
from oneplan.plan.showing import EVERYBODY, PopulationIndicator
from oneplan.plan.vague import find_vague


def ask_indicator(indicator: PopulationIndicator, *, starts: set[str], targets: set[str]) -> Iterator[Asked]:
    """Baseline, breakdown and target; `starts` and `targets` are the groups for which it has them."""
    of, groups = of_item(indicator), set(indicator.groups) - {EVERYBODY}
    for criterion, has, what, file in (
        ("baseline", starts, "figure to start from", "values.toml, with baseline = true"),
        ("target", targets, "target", "targets.toml"),
    ):
        alone = f"It has a {what} for all children alone." if has else f"It has no {what}."
        whom = f"for {' or '.join(sorted(groups))} " if groups else ""
        do = f"Add one {whom}to {file}, of = “{indicator.id}”."
        yield ask(criterion, has & groups if groups else has, of=of, says=alone, do=do)
    yield ask(
        "breakdown",
        groups,
        of=of,
        says="It is about all children together, which can hide those who do worst.",
        do="Name in its groups the children for whom it is looked at apart.",
    )


def ask_activity(activity: Activity, *, index: Index, on: dt.date) -> Iterator[Asked]:
    """Lead organisation, owner, day, resources, and whether one could tell that it is done."""
    of = of_item(activity)
    yield ask(
        "lead", activity.lead, of=of, says="No organisation leads it.", do="Name one in its lead, and ask it."
    )
    yield _of_owner(activity, index=index, on=on)
    yield ask("due", activity.due, of=of, says="It is due on no day.", do="Write the day into its due.")
    yield ask(
        "resources",
        activity.resources,
        of=of,
        says="Nobody says what it will take.",
        do="Write money, people or time into its resources, and where they come from.",
    )
    vague = find_vague(activity)
    yield ask(
        "clear",
        not vague,
        of=of,
        says=f"Nobody can tell when it is done: {vague}.",
        do="Say what there will be, how much and where; or add milestones.",
    )


def _of_owner(activity: Activity, *, index: Index, on: dt.date) -> Asked:
    of = of_item(activity)
    if activity.owner in ("", VACANT):
        says = "Its owner is vacant." if activity.owner else "Nobody answers for it."
        return ask("owner", met=False, of=of, says=says, do="Agree who answers for it, and name the role.")
    _, role = index.items[activity.owner]
    vacant = isinstance(role, Role) and role.is_vacant(on)
    says = f"Nobody holds the role of its owner on {on}."
    return ask("owner", not vacant, of=of, says=says, do=f"Add a term to {activity.owner} in roles.toml.")


def ask_voice(voice: Voice) -> Asked:
    """Whether a message is answered, and whether those who said it know."""
    of = of_item(voice)
    if not voice.answer:
        do = "Write into its answer: we-did, we-will, or we-will-not with the reason in because."
        return ask("answered", met=False, of=of, says="Nobody has answered.", do=do)
    do = "Tell those who said it, and write the day into told_back."
    return ask("answered", voice.told_back, of=of, says="Those who said it have not been told.", do=do)
