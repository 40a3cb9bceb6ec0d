"""What the plan's front page shows: vision, objectives, pillars, principles, and where nothing is agreed."""

from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.honest import Honest, indicators_for
from oneplan.plan.parts import Item
from oneplan.web.plan.pages.matrix import Matrix, make_matrix
from oneplan.web.plan.pages.priority import Paper, link_documents
from oneplan.web.plan.pages.shape import Tier, make_tiers
from oneplan.web.plan.pages.wording import STAGES, Link, Words, count_themes, show_words
from oneplan.web.plan.queries import Figures, Shelf
from oneplan.words.saying import say_day


@dataclass(frozen=True)
class Statement:
    """Something that the plan says, under a name in plain words."""

    id: str
    name: str
    words: Words


@dataclass(frozen=True)
class ObjectiveCard:
    """One objective: what it promises, and what the figures say."""

    name: str
    href: str
    words: Words
    honest: Honest


@dataclass(frozen=True)
class PlanPage:
    """Everything that the template shows."""

    title: str
    years: str
    stage: str
    shape: str
    """What it is made of, counted."""
    vision: Words
    objectives: tuple[ObjectiveCard, ...]
    chosen_for_show: bool
    """Whether any objective's indicators are illustrative."""
    tiers: tuple[Tier, ...]
    matrix: Matrix | None
    principles: tuple[Statement, ...]
    names_articles: bool
    """Whether any principle names articles of the UN Convention."""
    statements: tuple[Statement, ...]
    follows: bool
    others: tuple[Link, ...]
    """The other plans in force."""
    organisations: tuple[Link, ...]
    """Who promised something."""
    agreed: str
    breaks: int
    documents: tuple[Paper, ...]


def make_plan_page(shelf: Shelf, *, figures: Figures, carried: str) -> PlanPage:
    """Make the front page of the plan in force."""
    plan = shelf.plan
    return PlanPage(
        title=plan.title,
        years=plan.years,
        stage=STAGES[plan.stage],
        shape=count_themes(plan),
        vision=show_words(plan.vision, plan=plan),
        objectives=tuple(
            ObjectiveCard(
                name=objective.name,
                href=f"/plan/objectives/{objective.id}/{carried}",
                words=show_words(objective, plan=plan),
                honest=figures.say(indicators_for(plan, objective)),
            )
            for objective in plan.objectives
        ),
        chosen_for_show=any(
            one.illustrative for objective in plan.objectives for one in objective.indicators
        ),
        tiers=make_tiers(plan, carried=carried, linked=True),
        matrix=make_matrix(plan, carried=carried),
        principles=show_items(plan.principles, plan=plan),
        names_articles=any(principle.articles for principle in plan.principles),
        statements=show_items(plan.statements, plan=plan),
        follows=bool(plan.follows),
        others=tuple(
            Link(f"/plan/{other.id}/{carried}", other.id, other.title, other.years) for other in shelf.beside
        ),
        organisations=tuple(
            Link(f"/plan/organisations/{one.id}/{carried}", one.id, one.name) for one in plan.organisations
        ),
        agreed=f"Agreed by {plan.agreed.by} on {say_day(plan.agreed.on)}." if plan.agreed else "",
        breaks=len(shelf.breaks),
        documents=link_documents(plan),
    )


def show_items(items: tuple[Item, ...], *, plan: Plan) -> tuple[Statement, ...]:
    """Items with their names and words."""
    return tuple(Statement(item.id, item.name, show_words(item, plan=plan)) for item in items)
