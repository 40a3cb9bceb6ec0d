"""What the pages on earlier plans show: all of them in turn, one in its own shape, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from oneplan.plan.compare import BECAME, Compared, Step, compare_plans
from oneplan.plan.frame import Plan
from oneplan.web.plan.models import Edition
from oneplan.web.plan.pages.agreed import Statement, show_items
from oneplan.web.plan.pages.shape import Tier, make_tiers
from oneplan.web.plan.pages.wording import STAGES, Words, count_themes, say_quote, show_words
from oneplan.words.saying import start_sentence

SIGNS = {"carried-forward": "→", "changed": "↻", "ended": "■", "new": "+", "cannot-tell": "?"}


@dataclass(frozen=True)
class Once:
    """An edition of a plan that was in force once."""

    title: str
    number: int
    begins: date | None
    ends: date | None
    href: str
    compared: str
    """Where it is held beside the edition in force; empty where its plan is not the one in force."""


@dataclass(frozen=True)
class Told:
    """One plan in the history."""

    title: str
    years: str
    stage: str
    href: str
    shape: str
    vision: Words
    gap: str
    """The years between this plan and the one before it, of which nothing is kept."""
    once: tuple[Once, ...]
    """Its editions that were in force before."""


@dataclass(frozen=True)
class HistoryPage:
    """Everything that the template shows."""

    plans: tuple[Told, ...]
    before: tuple[Statement, ...]
    """What the earliest plan says of itself and of the plans before it."""
    earliest: str
    compared: bool


@dataclass(frozen=True)
class ShapePage:
    """One plan in its own shape."""

    title: str
    years: str
    stage: str
    shape: str
    vision: Words
    objectives: tuple[Statement, ...]
    tiers: tuple[Tier, ...]
    evidence: tuple[Statement, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Side:
    """One item in the comparison."""

    kind: str
    name: str
    text: str
    quoted: bool


@dataclass(frozen=True)
class Became:
    """What some items were and became."""

    sign: str
    word: str
    was: tuple[Side, ...]
    now: tuple[Side, ...]
    reason: str
    illustrative: bool


@dataclass(frozen=True)
class ComparePage:
    """Everything that the template shows."""

    before: str
    after: str
    counts: tuple[tuple[str, int, int], ...]
    """Each word with how many items of the plan before and after it is said of."""
    steps: tuple[Became, ...]


def make_history_page(
    plans: tuple[Plan, ...], *, carried: str, superseded: Sequence[Edition] = ()
) -> HistoryPage:
    """Make the page of all plans, the newest first, each with its editions that were in force before."""
    ordered = sorted(plans, key=lambda plan: -plan.years_from)
    gaps = {later.id: say_gap(earlier, later) for later, earlier in pairwise(ordered)}
    earliest = ordered[-1]
    return HistoryPage(
        plans=tuple(
            Told(
                title=plan.title,
                years=plan.years,
                stage=STAGES[plan.stage],
                href=f"/plan/{carried}" if plan is plans[0] else f"/plan/{plan.id}/{carried}",
                shape=count_themes(plan),
                vision=show_words(plan.vision, plan=plan),
                gap=gaps.get(plan.id, ""),
                once=tuple(
                    show_once(edition, is_compared=plan is plans[0], carried=carried)
                    for edition in superseded
                    if edition.plan == plan.id
                ),
            )
            for plan in ordered
        ),
        before=show_items(earliest.statements, plan=earliest),
        earliest=f"{earliest.title}, {earliest.years}",
        compared=bool(plans[0].links),
    )


def show_once(edition: Edition, *, is_compared: bool, carried: str) -> Once:
    """An edition that was in force once."""
    return Once(
        title=edition.title,
        number=edition.number,
        begins=edition.in_force,
        ends=edition.ended,
        href=f"/plan/editions/{edition.pk}/{carried}",
        compared=f"/plan/editions/{edition.pk}/compare/{carried}" if is_compared else "",
    )


def say_gap(earlier: Plan, later: Plan) -> str:
    """The years between two plans, where they do not meet."""
    if later.years_from <= earlier.years_to + 1:
        return ""
    return f"Between {earlier.years_to} and {later.years_from}: nothing about these years is kept here."


def make_shape_page(plan: Plan) -> ShapePage:
    """Make the page of an earlier plan."""
    return ShapePage(
        title=plan.title,
        years=plan.years,
        stage=STAGES[plan.stage],
        shape=count_themes(plan),
        vision=show_words(plan.vision, plan=plan),
        objectives=show_items(plan.objectives, plan=plan),
        tiers=make_tiers(plan, carried="", linked=False),
        evidence=show_items(plan.evidence, plan=plan),
        statements=show_items(plan.statements, plan=plan),
    )


def make_compare_page(before: Plan, after: Plan) -> ComparePage:
    """Make the page that compares the plan in force with the one it is held beside."""
    steps = compare_plans(before, after)
    return ComparePage(
        before=f"{before.title}, {before.years}",
        after=f"{after.title}, {after.years}",
        counts=tuple(
            (word, sum(len(step.was) for step in steps if step.became == became), now)
            for became, word in BECAME.items()
            for now in [sum(len(step.now) for step in steps if step.became == became)]
        ),
        steps=tuple(
            show_step(step) for step in sorted(steps, key=lambda step: list(BECAME).index(step.became))
        ),
    )


def show_step(step: Step) -> Became:
    """One step as the page shows it."""
    return Became(
        sign=SIGNS[step.became],
        word=BECAME[step.became],
        was=tuple(show_side(item) for item in step.was),
        now=tuple(show_side(item) for item in step.now),
        reason=step.reason,
        illustrative=step.illustrative,
    )


def show_side(item: Compared) -> Side:
    """One item as the page shows it; its words are left out where its name says them."""
    text = "" if item.text == item.name else say_quote(item.text)
    return Side(start_sentence(item.kind), item.name, text, item.quoted)
