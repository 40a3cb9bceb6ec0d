"""Makes every report on a closed wave: figures through the gate, then page, paper and file of each."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from oneplan.disclosure.policies import choose_policy
from oneplan.errors import NotFound, NotValid, OneplanError
from oneplan.listen.closing.closed import Closed
from oneplan.listen.closing.keeping import read_closed
from oneplan.listen.closing.quoted import Quote, read_quoted
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.response.missing import find_missing, say_missing
from oneplan.listen.response.roll import Roll
from oneplan.listen.waves.places import questionnaire_file
from oneplan.listen.waves.wave import read_wave
from oneplan.publish.survey.county import Around, make_county_report
from oneplan.publish.survey.doing import Doing
from oneplan.publish.survey.everybody import Asked, make_public_report
from oneplan.publish.survey.parts import MADE_UP, Report
from oneplan.publish.survey.pupils import make_pupils_page
from oneplan.publish.survey.quoting import choose_quotes
from oneplan.publish.survey.school import School, make_school_report
from oneplan.understand.survey.released import Released, read_released
from oneplan.understand.survey.releasing import release_survey
from oneplan.web import wiring
from oneplan.web.design.papers import Paper, make_pdf
from oneplan.web.publish.survey import shelf
from oneplan.web.publish.survey.papers import write_report
from oneplan.web.publish.survey.sections import make_sections, make_topics

Progress = Callable[[float, str], None]
COUNTED = 0.3
"""The share of the time that counting and the gate take."""
POLICY = "survey"


@dataclass(frozen=True)
class Wave:
    """A closed wave as the reports need it.

    Attributes
    ----------
    key, name
        What it is called in addresses, and by people.
    closed
        Its questionnaire, its answers, and how many took part.
    roll
        Its schools.
    before
        Keys and names of the waves before it, the latest first.
    partners
        Groups of schools with few answers that are read as one.
    did
        By school, what it said after the last wave that it would do.
    quotes
        What pupils wrote that a person passed for quoting.
    """

    key: str
    name: str
    closed: Closed
    roll: Roll
    before: tuple[tuple[str, str], ...] = ()
    partners: Sequence[Sequence[str]] = ()
    did: Mapping[str, Sequence[Doing]] = field(default_factory=dict)
    quotes: Sequence[Quote] = field(default=(), repr=False)


def open_wave(key: str, *, name: str, roll: Roll, before: tuple[tuple[str, str], ...]) -> Wave:
    """A closed wave with its answers.

    Raises
    ------
    OneplanError
        When its answers are not there, or cannot be read.
    """
    home = wiring.home()
    kept = read_wave(home, key)
    asked = read_questionnaire(questionnaire_file(home, key))
    closed = read_closed(home, kept, asked=asked)
    return Wave(key, name, closed, roll, before, quotes=read_quoted(home, key))


def make_reports(wave: Wave, *, progress: Progress) -> int:
    """Make every report, and put them in the place of those that there were; how many there are.

    Raises
    ------
    OneplanError
        When nothing of the wave can be shown.
    """
    home = wiring.home()
    folder = shelf.reports_folder(home, wave.key)
    folder.parent.mkdir(parents=True, exist_ok=True)
    filled = Path(tempfile.mkdtemp(prefix="reports.", dir=folder.parent))
    try:
        listed = _fill(filled, wave, progress=progress)
        shelf.take_the_place(filled, home=home, wave=wave.key)
    finally:
        shutil.rmtree(filled, ignore_errors=True)
    return listed


def _fill(filled: Path, wave: Wave, *, progress: Progress) -> int:
    released = _take_figures(wave, progress=progress)
    released.write(filled / shelf.FIGURES)
    schools = sorted(released.took_part)
    listed = []
    for number, (one, name, of) in enumerate(_reports(wave, released, schools)):
        progress(COUNTED + (1 - COUNTED) * number / (len(schools) + 5), f"Writing the report “{name}”")
        pupils = _write_for_pupils(wave, released, one.key) if of == "school" else {}
        listed.append(_put(filled, one, name=name, of=of, is_synthetic=released.is_synthetic, pupils=pupils))
    shelf.put_list(filled, listed)
    return len(listed)


def _take_figures(wave: Wave, *, progress: Progress) -> Released:
    """The figures of a wave: they go out once, and reports made anew are made of those that are out."""

    def counting(done: int, of: int) -> None:
        progress(COUNTED * done / of, f"Question {done + 1} of {of} is in the gate")

    try:
        out = read_released(shelf.reports_folder(wiring.home(), wave.key) / shelf.FIGURES)
    except NotFound:
        return release_survey(
            wave.closed,
            wave.roll,
            policy=choose_policy(POLICY, wiring.choices().policies),
            partners=wave.partners,
            progress=counting,
        )
    _check_same_partners(out, wave.partners)
    return out


def _check_same_partners(out: Released, partners: Sequence[Sequence[str]]) -> None:
    """Refuse other schools together than those that are out: both would tell what one school said."""
    chosen = [set(unit.schools) for unit in out.places.units.values() if unit.is_chosen]
    if not all(any(unit <= set(group) for unit in chosen) for group in partners):
        raise NotValid(shelf.PARTNERS_STAY)


def _reports(wave: Wave, released: Released, schools: list[str]) -> Iterator[tuple[Report, str, str]]:
    before, name = _last_wave(wave)
    sentences = tuple(say_missing(find_missing(wave.roll, wave.closed.response)))
    said = choose_quotes(wave.closed, wave.quotes)
    yield make_county_report(released, Around(sentences, before, name, said)), "All schools", "all"
    yield make_public_report(released, _asked(wave, before, name)), "What everybody would read", "public"
    for version in released.asked.versions:
        if version not in released.places.left_out:
            page = make_pupils_page(released, version=version)
            yield page, f"For pupils: {released.asked.versions[version].name}", "pupils"
    for school in schools:
        known = _school(wave, school)
        yield (
            make_school_report(
                released,
                replace(known, before=before, before_name=name, did=wave.did.get(school, ())),
            ),
            known.name,
            "school",
        )


def _last_wave(wave: Wave) -> tuple[Released | None, str]:
    """The figures of the last wave whose reports were made."""
    for key, name in wave.before:
        try:
            return read_released(shelf.reports_folder(wiring.home(), key) / shelf.FIGURES), name
        except OneplanError:
            continue
    return None, ""


def _asked(wave: Wave, before: Released | None, name: str) -> Asked:
    """How many could have answered: those on the roll in the years that were asked."""
    years = wave.closed.response["year"].unique().to_list()
    roll = wave.roll.frame.filter(wave.roll.frame["year"].is_in(years))
    return Asked(int(roll["pupils"].sum()), roll["school"].n_unique(), before, name)


def _school(wave: Wave, school: str) -> School:
    rows = wave.roll.frame.filter(school=school)
    asked = wave.closed.response.filter(school=school)
    on_roll = int(rows.filter(rows["year"].is_in(asked["year"].to_list()))["pupils"].sum())
    name, district = (rows["name"][0], rows["district"][0]) if rows.height else (school, "")
    said = choose_quotes(wave.closed, wave.quotes, school=school)
    return School(school, name, district, on_roll or None, _versions(wave, school), said)


def _versions(wave: Wave, school: str) -> list[str]:
    """The versions that the pupils of a school answered, in the order of the questionnaire."""
    order = list(wave.closed.asked.versions)
    return sorted(set(wave.closed.frame.filter(school=school)["version"].to_list()), key=order.index)


def _write_for_pupils(wave: Wave, released: Released, school: str) -> dict[str, Paper]:
    """The pages for the pupils of a school: of their own answers, or of all schools where they are few."""
    own = {unit.version: unit for unit in released.places.of_school(school)}
    author = wiring.choices().words.partnership
    return {
        version: write_report(
            make_pupils_page(released, unit=own.get(version), version=version),
            author=author,
            is_synthetic=released.is_synthetic,
        )
        for version in _versions(wave, school)
        if version not in released.places.left_out
    }


def _put(
    folder: Path,
    report: Report,
    *,
    name: str,
    of: str,
    is_synthetic: bool,
    pupils: Mapping[str, Paper],
) -> shelf.Listed:
    paper = write_report(report, author=wiring.choices().words.partnership, is_synthetic=is_synthetic)
    if report.findings:
        shelf.put_kept(folder, report.key, kept=shelf.Kept(report.findings, paper, pupils))
    if of == "public":
        page = render_to_string("publish/survey/body_public.html", {"topics": make_topics(report)})
    else:
        page = render_to_string("publish/survey/body.html", {"sections": make_sections(report)})
    shelf.put_file(folder, report.key, kind="html", data=page.encode())
    shelf.put_file(folder, report.key, kind="pdf", data=make_pdf(paper, day=timezone.localdate()))
    kinds = ["html", "pdf"]
    if report.figures:
        note = MADE_UP if is_synthetic else ""
        shelf.put_file(folder, report.key, kind="csv", data=shelf.to_csv(report.figures, note=note))
        kinds.append("csv")
    return shelf.Listed(report.key, report.title, name, of, tuple(kinds))
