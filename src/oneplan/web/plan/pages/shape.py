"""A plan in its own shape: its levels at the top, as columns, as a bar across, or as a list."""

from dataclasses import dataclass

from oneplan.plan.frame import Plan
from oneplan.plan.parts import Level, Theme
from oneplan.web.plan.pages.wording import Words, link_to, show_words
from oneplan.words.saying import start_sentence

MOST_COLUMNS = 4


@dataclass(frozen=True)
class Block:
    """One theme in the picture."""

    name: str
    ages: str
    words: Words
    href: str
    repeats: bool
    """Whether its name says the quoted words already."""


@dataclass(frozen=True)
class Tier:
    """One level of the picture."""

    heading: str
    opening: Words
    form: str
    """`columns`, `bar` or `list`."""
    blocks: tuple[Block, ...]


def make_tiers(plan: Plan, *, carried: str, linked: bool) -> tuple[Tier, ...]:
    """The levels at the top of a plan, in its order; linked where each theme has a page."""
    made = []
    for level in plan.levels:
        themes = plan.at_level(level.id)
        if themes and not level.below:
            made.append(_make_tier(level, themes, plan=plan, carried=carried if linked else None))
    return tuple(made)


def _make_tier(level: Level, themes: tuple[Theme, ...], *, plan: Plan, carried: str | None) -> Tier:
    form = "bar" if len(themes) == 1 else "columns" if len(themes) <= MOST_COLUMNS else "list"
    return Tier(
        heading=start_sentence(level.name if len(themes) == 1 else level.plural),
        opening=show_words(level, plan=plan),
        form=form,
        blocks=tuple(
            Block(
                name=theme.name,
                ages=theme.ages,
                words=show_words(theme, plan=plan),
                href="" if carried is None else link_to(theme, carried=carried).href,
                repeats=theme.text == theme.name,
            )
            for theme in themes
        ),
    )
