"""The report for one school: who took part, ten questions beside similar schools, what changed, what next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from oneplan.publish.survey import wording as say
from oneplan.publish.survey.doing import HEADS, Doing, to_rows
from oneplan.publish.survey.parts import MADE_UP, Heading, Listed, Part, Report, ToFill, Told, Words
from oneplan.publish.survey.quoting import Answered, say_quotes
from oneplan.understand.survey.beside import Beside, set_beside
from oneplan.understand.survey.changing import Change, change_in_school
from oneplan.understand.survey.items import Item, say_cases, say_question
from oneplan.understand.survey.places import Unit
from oneplan.understand.survey.released import Released
from oneplan.understand.survey.shares import Share, choose_headlines, find_share

WHAT_NEXT, WE_WILL = "What will you do?", "What we will do"
EMPTY_LINES = 5


@dataclass(frozen=True)
class School:
    """What is known of a school besides the figures.

    Attributes
    ----------
    id, name, district
        As on the roll.
    on_roll
        How many pupils are on its roll in the years that were asked; None where nobody knows.
    versions
        The versions that its pupils answered.
    said
        What its pupils wrote that a person passed for quoting, as `choose_quotes` chooses it.
    before
        What the last wave's release shows, where there was one.
    before_name
        What the last wave is called.
    did
        What the school said after the last wave that it would do.
    """

    id: str
    name: str
    district: str = ""
    on_roll: int | None = None
    versions: Sequence[str] = ()
    said: Sequence[Answered] = field(default=(), repr=False)
    before: Released | None = None
    before_name: str = ""
    did: Sequence[Doing] = ()


def make_school_report(released: Released, school: School) -> Report:
    """What the pupils of one school said, for that school.

    It has no ranks and no league tables: the school stands beside all schools of its version together.

    Parameters
    ----------
    released
        What came through the gate: no figure of the report is from anywhere else, but how many took part,
        which the school knows.
    school
        The school.
    """
    units = released.places.of_school(school.id)
    covered = {unit.version for unit in units}
    mine = released.took_part.get(school.id, 0)
    parts: list[Part] = [Words(MADE_UP)] if released.is_synthetic else []
    parts += _response(school, mine)
    for unit in units:
        parts += _of_unit(released, unit, school=school, is_one_of_many=len(units) > 1)
    for version in school.versions:
        if version not in covered:
            parts += _without_figures(released, version, school=school)
    parts += say_quotes(school.said)
    parts += _did(school)
    parts += _next()
    return Report(
        school.id,
        f"What your pupils said in {released.asked.wave}",
        f"For {school.name}. {released.asked.title}",
        tuple(parts),
        tuple(_figures(released, units)),
        findings=tuple(_findings(released, school.versions)),
    )


def _response(school: School, mine: int) -> Iterator[Part]:
    yield Heading("Who took part")
    if school.on_roll:
        share = f"{min(mine / school.on_roll, 1):.0%}"
        yield Words(
            f"{mine:,} of your pupils answered. On your roll there are {school.on_roll:,} in the years that "
            f"were asked, so {share} took part. Those who did not may be those who would have answered "
            "otherwise."
        )
    else:
        yield Words(f"{mine:,} of your pupils answered. It is not known how many could have.")
    yield Words("Thank you for making time for them to be heard.")
    yield Heading("Before you read on")
    yield Words(say.HOW_COUNTED)
    yield Words(say.HOW_SURE)
    yield Words(f"{say.NOT_JUDGED} This is no league table, and no school is ranked.")


def _of_unit(released: Released, unit: Unit, *, school: School, is_one_of_many: bool) -> Iterator[Part]:
    version = released.asked.versions[unit.version].name
    headlines = choose_headlines(released, version=unit.version)
    beside = set_beside(released, unit, items=headlines)
    title = f"{len(headlines)} questions, beside other schools"
    yield Heading(f"{version}: {title}" if is_one_of_many else title)
    if unit.is_chosen:
        yield Words(
            f"These are the answers of {unit.pupils:,} pupils of {len(unit.schools)} schools together, which "
            f"chose to be read as one: {unit.name}. Nothing is said of one of them alone."
        )
    yield Words(
        "The questions were chosen before anybody looked at an answer, and are the same for every school. "
        f"Beside yours stand all schools whose pupils answered “{version}”."
    )
    yield Words(say.WHY_WITHHELD)
    if rows := list(_drawn(released, beside)):
        yield say.draw_shares(rows, says="Each question: your pupils, and those of all such schools.")
    yield _beside(released, beside)
    yield from _say_apart(released, beside, version=unit.version)
    if school.before and len(unit.schools) == 1:
        changes = change_in_school(school.before, released, items=headlines, code=unit.code)
        yield Heading(f"What has changed since {school.before_name or 'the last wave'}", level=2)
        yield _changed(released, headlines, changes)


def _drawn(released: Released, beside: Sequence[Beside]) -> Iterator[tuple[str, Share, bool]]:
    for one in beside:
        if one.here and one.others:
            yield f"Yours: {say.say_item(released, one.item)}", one.here, True
            yield "All such schools", one.others, False


def _beside(released: Released, beside: Sequence[Beside]) -> Told:
    return Told(
        "Share of pupils (and where it is likely to lie), yours and those of all such schools",
        ("Question and answers counted", "Your pupils", "All such schools"),
        tuple(
            (say.say_item(released, one.item), say.say_range(one.here), say.say_range(one.others))
            for one in beside
        ),
    )


def _say_apart(released: Released, beside: Sequence[Beside], *, version: str) -> Iterator[Part]:
    yield Heading("Where your pupils answer otherwise", level=2)
    apart = [say_question(released.asked, one.item, version=version) for one in beside if one.is_apart]
    if apart:
        yield Words("Here they differ from those of other schools by more than chance explains:")
        yield Listed(tuple(apart))
    else:
        yield Words("On none of these do your pupils answer otherwise by more than chance explains.")


def _changed(released: Released, items: Sequence[Item], changes: Mapping[str, Change]) -> Part:
    if not changes:
        return Words("None of these questions can be compared with the last wave in your school.")
    rows = tuple(
        (say.say_item(released, item), f"{one.before:.0%}", f"{one.after:.0%}", say.say_change(one))
        for item in items
        if (one := changes.get(item.id))
    )
    return Told(
        "Share of your pupils then and now", ("Question and answers counted", "Then", "Now", "Change"), rows
    )


def _without_figures(released: Released, version: str, *, school: School) -> Iterator[Part]:
    name = released.asked.versions[version].name
    policy = released.policy
    yield Heading(f"{name}: other schools like yours")
    yield Words(
        f"Fewer than {policy.low_below} of your pupils answered this version. With so few, somebody might "
        "guess who said what. So their answers are kept safe among those of all schools, and count there. "
        f"In the next wave you can be read together with {policy.least_schools - 1} or more schools that are "
        "in the same place: say so before the reports are made."
    )
    if version in released.places.left_out:
        yield Words("Too few pupils answered this version anywhere to show figures.")
        return
    area = next(
        (
            code
            for code, of in released.places.districts.items()
            if of == school.district and code.startswith(f"{version} in ")
        ),
        "",
    )
    columns = {version: "All such schools"} | ({area: f"Those in {school.district}"} if area else {})
    yield Told(
        "Share of pupils in schools like yours",
        ("Question and answers counted", *columns.values()),
        tuple(
            (
                say.say_item(released, item, version=version),
                *(say.say_share(find_share(released, item, place=code)) for code in columns),
            )
            for item in choose_headlines(released, version=version)
        ),
    )


def _did(school: School) -> Iterator[Part]:
    if school.did:
        yield Heading("What you said you would do")
        yield Words(f"You wrote this after {school.before_name or 'the last survey'}. What came of it?")
        yield Told("What you said you would do, and how far it is", HEADS, to_rows(school.did))


def _findings(released: Released, versions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The headlines of each version, once; no figure, since what is done about them is read elsewhere too."""
    listed: dict[str, str] = {}
    for version in versions:
        for item in choose_headlines(released, version=version):
            listed.setdefault(item.id, say.say_item(released, item, version=version))
    yield from listed.items()


def _next() -> Iterator[Part]:
    yield Heading(WHAT_NEXT)
    yield Words("Talk about it with your pupils first. They know what their answers mean.")
    yield ToFill(WE_WILL, HEADS, EMPTY_LINES)
    yield Listed(
        (
            "Tell your pupils what you heard, and what will come of it.",
            "Look again when the next survey is out.",
        )
    )


def _figures(released: Released, units: Sequence[Unit]) -> Iterator[Mapping[str, str | int | float | None]]:
    """Every item of the school's versions, beside all such schools."""
    for unit in units:
        for item in released.items:
            if unit.version not in item.versions or item.follows:
                continue
            about = {
                "question": item.id,
                "asks": say_question(released.asked, item, version=unit.version),
                "counts": say_cases(released.asked, item, version=unit.version),
            }
            for name, code in ((unit.name, unit.code), ("all such schools", unit.version)):
                share = find_share(released, item, place=code)
                figures = say.figures_of(share) if share else dict.fromkeys(say.FIGURES)
                yield about | {"of": name} | figures | {"note": "" if share else say.WITHHELD}
