"""What the page of help shows: the offers, and need beside them, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oneplan.plan.nearness import Near, Nearness
from oneplan.plan.nearness_by_district import District
from oneplan.sources.directory.offers import Offer
from oneplan.sources.directory.shelf import Kept
from oneplan.web.design.choice import Choice, make_choice
from oneplan.web.plan.help.asked import LEVEL_WORDS, OLDEST, AskedHelp
from oneplan.web.plan.help.queries import Help

A_PAGE = 20
MOST_FAR = 20
HEADINGS = ("Neighbourhoods", "Deprived", "Far from things", "Children in low-income families", "Services")
LEVEL_TAGS = {
    "universal": "for every child",
    "early": "early help",
    "specialist": "specialist help",
    "": "level not said",
}


@dataclass(frozen=True)
class Card:
    """One service."""

    name: str
    level: str
    text: str
    ages: str
    organisation: str
    where: str
    website: str


@dataclass(frozen=True)
class Line:
    """One district: its name, and under each heading a figure in words."""

    name: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Turn:
    """A link to other services of the same question."""

    href: str
    words: str


@dataclass(frozen=True)
class HelpPage:
    """Everything that the template shows."""

    asked: AskedHelp
    kept: Kept | None
    lead: str
    choices: tuple[Choice, ...]
    count: int
    cards: tuple[Card, ...]
    previous: Turn | None
    following: Turn | None
    kind: str
    """The help that was asked for, in words."""
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    no_offer: str
    """In which districts need is and no such offer is named; empty where there is none, or no directory."""
    beside: str
    far: tuple[Near, ...]
    far_said: str


def make_help_page(found: Help, asked: AskedHelp, *, districts: Mapping[str, str]) -> HelpPage:
    """The page that a reader asked for."""
    pages = max(1, -(-len(found.offers) // A_PAGE))
    page = min(asked.page, pages)
    shown = found.offers[(page - 1) * A_PAGE : page * A_PAGE]
    rows = found.districts.rows if found.districts else ()
    kind = say_kind(asked)
    return HelpPage(
        asked=asked,
        kept=found.kept,
        lead=say_lead(found.kept),
        choices=make_choices(asked, districts=districts),
        count=len(found.offers),
        cards=tuple(make_card(one) for one in shown),
        previous=Turn(asked.query(page=page - 1), "The services before") if page > 1 else None,
        following=Turn(asked.query(page=page + 1), "More services") if page < pages else None,
        kind=kind,
        headings=HEADINGS if found.kept else HEADINGS[:-1],
        lines=tuple(make_line(row, with_offers=found.kept is not None) for row in rows),
        no_offer=say_no_offer(rows, kind=kind) if found.kept else "",
        beside=say_beside(found),
        far=found.near.far[:MOST_FAR] if found.near else (),
        far_said=say_far(found.near, kind=kind) if found.near else "",
    )


def make_choices(asked: AskedHelp, *, districts: Mapping[str, str]) -> tuple[Choice, ...]:
    """The selects of the filter."""
    age = "" if asked.age is None else str(asked.age)
    everything: tuple[tuple[str, str, Mapping[str, str], str], ...] = (
        (
            "level",
            "Kind of help",
            {"": "Any", **{str(one): words for one, words in LEVEL_WORDS.items()}},
            asked.level,
        ),
        ("age", "Age", {"": "Any age", **{str(year): say_age(year) for year in range(OLDEST + 1)}}, age),
        ("district", "Place", {"": "Everywhere", **districts}, asked.district),
    )
    return tuple(
        make_choice(name, label, options=options, chosen=chosen)
        for name, label, options, chosen in everything
        if len(options) > 1
    )


def make_card(offer: Offer) -> Card:
    """One service in words."""
    places = [" ".join(filter(None, (place.name, place.postcode))) for place in offer.places]
    where = [one for one in places if one] or list(offer.areas)
    return Card(
        name=offer.name,
        level=LEVEL_TAGS[offer.level],
        text=offer.text,
        ages=say_ages(offer),
        organisation=offer.organisation,
        where="; ".join(where[:6]) + (f"; and {len(where) - 6} more places" if len(where) > 6 else ""),
        website=offer.website,
    )


def make_line(row: District, *, with_offers: bool) -> Line:
    """One district in figures; its offers only where there is a directory."""
    figures = [f"{one:,}" for one in (row.neighbourhoods, row.deprived, row.isolated, row.low_income)]
    offers = [f"{row.offers:,}" if row.offers else "none listed"] if with_offers else []
    return Line(row.name, tuple(zip(HEADINGS, [*figures, *offers], strict=False)))


def say_age(year: int) -> str:
    """An age as a choice says it."""
    return "Not yet one year" if year == 0 else "1 year" if year == 1 else f"{year} years"


def say_ages(offer: Offer) -> str:
    """For whom a service is."""
    if offer.youngest is None and offer.oldest is None:
        return "The directory does not say for which ages."
    if offer.oldest is None:
        return f"From {offer.youngest:g} years."
    return f"For ages {offer.youngest or 0:g} to {offer.oldest:g}."


def say_kind(asked: AskedHelp) -> str:
    """The help that was asked for, in words."""
    kind = {"universal": "help for every child", "early": "early help", "specialist": "specialist help"}
    age = "" if asked.age is None else " for babies" if asked.age == 0 else f" at age {asked.age}"
    return f"{kind.get(asked.level, 'help')}{age}"


def say_lead(kept: Kept | None) -> str:
    """How much help is listed."""
    if kept is None:
        return "No directory of help is here yet. So we can say where need is, and not what help is near."
    count = [sum(offer.level == level for offer in kept.offers) for level in LEVEL_TAGS]
    services = "1 service is" if len(kept.offers) == 1 else f"{len(kept.offers):,} services are"
    return (
        f"{services} listed: {count[0]:,} for every child, {count[1]:,} of early help, {count[2]:,} of "
        f"specialist help. Of {count[3]:,} the directory does not say."
    )


def say_no_offer(rows: Sequence[District], *, kind: str) -> str:
    """In which districts need is and nothing is named."""
    bare = [row.name for row in rows if not row.offers and (row.deprived or row.isolated)]
    return f"No {kind} is listed for {', '.join(bare)}." if bare else ""


def say_beside(found: Help) -> str:
    """What could not be put into any district."""
    if found.kept is None or found.districts is None:
        return ""
    return (
        f"{found.districts.without_place:,} more name no place here: by telephone, online, at home, or not "
        f"said. {found.districts.elsewhere:,} are elsewhere. A district can have many, all of them in its "
        "town: so this does not say that help is near."
    )


def say_far(near: Nearness, *, kind: str) -> str:
    """How many neighbourhoods in need have nothing near."""
    return (
        f"{len(near.far):,} of {len(near.rows):,} neighbourhoods in need have no {kind} within "
        f"{near.asked.within_km:g} km, as the crow flies."
    )
