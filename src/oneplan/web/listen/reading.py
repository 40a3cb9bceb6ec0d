"""What children wrote: in which order it is read, and what was decided of each text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone

from oneplan.errors import NotFound, NotValid
from oneplan.listen.collection.store import Said
from oneplan.listen.safeguarding.lexicon import How, Match, open_lexicon
from oneplan.listen.safeguarding.quoting import check_quoting, may_be_quoted
from oneplan.listen.safeguarding.ranking import Ranked
from oneplan.listen.safeguarding.routes import FEW, Decision, Place, To, check_decision
from oneplan.listen.texts.private import find_words, hide_private
from oneplan.people import Actor, Role
from oneplan.web.listen.collection import open_store
from oneplan.web.listen.models import Reading, School, State, Wave, YearGroup
from oneplan.web.people.acts import act

URGENT: dict[How | None, str] = {
    "now": "Perhaps danger now",
    "today": "Needs somebody today",
    "look": "Perhaps a hint",
    None: "Others",
}


@dataclass(frozen=True)
class Waiting:
    """One text that waits to be read, with what a reader may know of its place.

    Attributes
    ----------
    pupils
        How many pupils the school year has; None where the roll does not say.
    where
        School and year, or what is said in their place where they could point at one child.
    """

    ranked: Ranked
    pupils: int | None
    where: str

    @property
    def is_few(self) -> bool:
        """Whether only the county's lead decides how much of the place is passed on."""
        return self.pupils is None or self.pupils < FEW

    @property
    def quoted(self) -> str:
        """How it would be quoted; nothing where nobody is asked whether it may be."""
        return hide_private(self.ranked.said.text) if may_be_quoted(self.ranked.how) else ""


@lru_cache(maxsize=65_536)
def _match(text: str) -> tuple[tuple[Match, ...], bool]:
    """Each text is searched once, and not with every page."""
    lexicon = open_lexicon()
    return lexicon.find(text), lexicon.is_said_of_others(text)


def list_unread(wave: Wave, *, by_lead: bool = True) -> list[Ranked]:
    """The texts of an open wave that wait, the most urgent first; the lead's are those of readers as well."""
    if wave.state not in (State.OPEN, State.CLOSING):
        return []
    readings = Reading.objects.filter(wave=wave)
    done = readings.exclude(to=To.LEAD.value) if by_lead else readings
    read = set(done.values_list("text", flat=True))
    with open_store(wave.key) as store:
        unread = [one for one in store.texts() if one.id not in read]
    return sorted((Ranked(one, *_match(one.text)) for one in unread), key=lambda one: one.place)


def count_by_urgency(unread: Sequence[Ranked]) -> list[tuple[str, int]]:
    """How many texts wait, by how soon they want to be read."""
    many = Counter(one.how for one in unread)
    return [(says, many[how]) for how, says in URGENT.items()]


def find_waiting(wave: Wave, text: str, *, by: Actor) -> Waiting:
    """One text that waits to be read.

    Raises
    ------
    NotFound
        When there is none of this name, or somebody has read it.
    """
    unread = list_unread(wave, by_lead=is_lead(by))
    found = next((one for one in unread if one.said.id == text), None)
    if found is None:
        raise NotFound("Somebody has read this text, or its writer took it back. Go on with the next one.")
    pupils = _count_pupils(wave, found.said)
    return Waiting(found, pupils, _say_where(wave, found.said, pupils=pupils, by=by))


def is_lead(actor: Actor) -> bool:
    """Whether somebody decides for small school years."""
    return Role.SAFEGUARDING in actor.roles


@act("text.decide")
def decide(
    _: None,
    *,
    by: Actor,
    wave: Wave,
    text: str,
    to: str,
    place: str,
    about_adult: bool,
    why: str,
    quote_without: str | None = None,
) -> Reading:
    """Write down to whom a worry goes, or that there is none; the text itself is written nowhere.

    Its words may be quoted where it is said what is taken out first, be it nothing: a line for each.
    """
    waiting = find_waiting(wave, text, by=by)
    decision = Decision(To(to), Place(place), about_adult=about_adult, by_lead=is_lead(by), why=why)
    check_decision(decision, pupils=waiting.pupils)
    may_quote = quote_without is not None
    if may_quote:
        check_quoting(decision, how=waiting.ranked.how)
    group, tells = waiting.ranked.said.group, decision.to not in (To.NOBODY, To.LEAD)
    told = {
        "school": group.school if tells and decision.place is not Place.COUNTY else "",
        "year": group.year if tells and decision.place is Place.SCHOOL_YEAR else None,
        "to": decision.to.value,
        "place": decision.place.value,
        "about_adult": about_adult,
        "why": why.strip()[:500],
        "may_quote": may_quote,
        "taken_out": _find_places(waiting.ranked.said.text, quote_without or ""),
        "read_by": by.said[:250],
        "read_at": timezone.now(),
    }
    return Reading.objects.update_or_create(wave=wave, text=text, defaults=told)[0]


def check_all_read(wave: Wave) -> None:
    """Refuse to close a wave while a text waits: afterwards nobody can be helped.

    Raises
    ------
    NotValid
        With how many wait.
    """
    unread = len(list_unread(wave))
    if unread:
        texts = "text of a pupil is" if unread == 1 else "texts of pupils are"
        raise NotValid(f"{unread:,} {texts} not read yet. Read them first: afterwards nobody can be helped.")


def _find_places(text: str, take_out: str) -> list[tuple[int, int]]:
    """Where the words stand that a reader takes out, a line for each."""
    found: list[tuple[int, int]] = []
    for words in filter(None, map(str.strip, take_out.splitlines())):
        places = find_words(text, words)
        if not places:
            raise NotValid(
                "Some words to take out do not stand in the text. Copy them as the child wrote them."
            )
        found += places
    return found


def _count_pupils(wave: Wave, said: Said) -> int | None:
    group = said.group
    years = YearGroup.objects.filter(school__wave=wave, school__school=group.school, year=group.year)
    return years.values_list("pupils", flat=True).first()


def _say_where(wave: Wave, said: Said, *, pupils: int | None, by: Actor) -> str:
    if (pupils is None or pupils < FEW) and not is_lead(by):
        return f"A school year with fewer than {FEW} pupils. The county’s lead sees which."
    school = School.objects.filter(wave=wave, school=said.group.school).first()
    return f"{school or said.group.school}, year {said.group.year}"
