"""Who may do what: one table, `MAY`, and the question that is asked of it before anything happens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from oneplan.errors import NotAllowed


class Role(StrEnum):
    """What somebody is in the partnership; the value is how it is written down."""

    ANYONE = "anyone"
    LINK = "link"
    SCHOOL = "school"
    READER = "reader"
    SAFEGUARDING = "safeguarding"
    PANEL = "panel"
    MEMBER = "member"
    OFFICER = "officer"
    SCRUTINY = "scrutiny"
    INSPECTOR = "inspector"
    ANALYST = "analyst"
    CHAIR = "chair"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class About:
    """A role in words, and whether it needs a second factor to sign in."""

    title: str
    does: str
    second_factor: bool


ROLES: Mapping[Role, About] = {
    Role.ANYONE: About("Anyone", "reads the public pages, without an account", second_factor=False),
    Role.LINK: About(
        "Holder of a link", "uses a link that works once, without an account", second_factor=False
    ),
    Role.SCHOOL: About("School survey lead", "runs the survey in one school", second_factor=False),
    Role.READER: About(
        "Safeguarding reader", "reads what children write in the survey, the same day", second_factor=True
    ),
    Role.SAFEGUARDING: About(
        "County safeguarding lead",
        "reads it too, and decides how much of a small school is passed on",
        second_factor=True,
    ),
    Role.PANEL: About(
        "Young people’s panel", "puts questions to the board and checks the answers", second_factor=False
    ),
    Role.MEMBER: About("Board member", "stands for an organisation on a board or group", second_factor=True),
    Role.OFFICER: About("Partner officer", "reports on what an organisation promised", second_factor=True),
    Role.SCRUTINY: About("Scrutiny", "looks at the work from outside the board", second_factor=True),
    Role.INSPECTOR: About("Inspector", "receives an evidence pack", second_factor=True),
    Role.ANALYST: About("Analyst", "brings in statistics and looks for hidden gaps", second_factor=True),
    Role.CHAIR: About("Chair", "leads the board", second_factor=True),
    Role.MANAGER: About("Partnership manager", "writes the plan and prepares the board", second_factor=True),
    Role.ADMINISTRATOR: About(
        "Administrator", "keeps organisations, people, roles, sign-in and backups", second_factor=True
    ),
}

SIGNED_IN = tuple(role for role in Role if role not in {Role.ANYONE, Role.LINK})
"""Every role that signs in."""


class Reach(StrEnum):
    """For whom somebody may do it."""

    OWN = "own organisation"
    ALL = "every organisation"


OWN, ALL = Reach.OWN, Reach.ALL


@dataclass(frozen=True)
class Act:
    """Something that can be done: in words, by whom for whom, and whether even looking is remembered."""

    does: str
    by: Mapping[Role, Reach]
    reads: bool = False
    sensitive: bool = False


def _each(*roles: Role, reach: Reach = Reach.ALL) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


_KEEPERS = _each(Role.MANAGER, Role.ADMINISTRATOR)
_OWN_ENTRY = _each(Role.OFFICER, Role.MEMBER, Role.CHAIR, reach=OWN) | _KEEPERS
_CHOOSERS = _each(Role.ANALYST, Role.MANAGER)
_RELEASERS = _CHOOSERS | _each(Role.CHAIR)
_PARTNERS = _each(*(role for role in SIGNED_IN if role is not Role.SCHOOL))
_WRITERS = _each(Role.MANAGER)
_AGREERS = _each(Role.MANAGER, Role.CHAIR)
_SURVEYS = _each(Role.MANAGER)
_READERS = _each(Role.READER, Role.SAFEGUARDING)
_OWN_SCHOOL = _each(Role.SCHOOL, reach=OWN) | _SURVEYS

MAY: Mapping[str, Act] = {
    "public.read": Act("Read the public pages", _each(*Role), reads=True),
    "sign-in.own": Act("Sign in and out, and keep one’s own sign-in safe", _each(*Role)),
    "workspace.read": Act("Open the partners’ pages and see one’s own things", _each(*SIGNED_IN), reads=True),
    "people.read": Act(
        "See who holds which role, and which seats are vacant",
        _PARTNERS,
        reads=True,
    ),
    "organisation.add": Act("Add an organisation", _KEEPERS),
    "organisation.change": Act("Change an organisation’s entry", _OWN_ENTRY),
    "organisation.end": Act("Say that an organisation has left", _KEEPERS),
    "organisation.confirm": Act(
        "Say that an organisation’s entry is right, by a link", _each(Role.LINK, reach=OWN)
    ),
    "person.add": Act("Add a person by the name of their post", _OWN_ENTRY),
    "person.change": Act("Change how a person is named", _OWN_ENTRY),
    "role.give": Act("Give somebody a role for a time", _each(Role.ADMINISTRATOR)),
    "role.end": Act("End somebody’s role", _each(Role.ADMINISTRATOR)),
    "group.add": Act("Add a group or a board", _KEEPERS),
    "group.change": Act("Change a group, its rhythm and whom it reports to", _KEEPERS),
    "seat.give": Act("Give somebody a seat in a group", _KEEPERS | _each(Role.CHAIR)),
    "seat.end": Act("End a seat in a group", _KEEPERS | _each(Role.CHAIR)),
    "document.publish": Act("Publish a document of the partnership, or a new version of it", _KEEPERS),
    "invitation.send": Act("Invite somebody to sign in", _each(Role.ADMINISTRATOR)),
    "invitation.withdraw": Act("Withdraw an invitation", _each(Role.ADMINISTRATOR)),
    "link.make": Act("Make a link that works once, for an update without an account", _OWN_ENTRY),
    "account.close": Act("Close an account, so that nobody can sign in with it", _each(Role.ADMINISTRATOR)),
    "log.read": Act(
        "Read the log of what was done",
        _each(Role.MANAGER, Role.ADMINISTRATOR, Role.INSPECTOR),
        reads=True,
        sensitive=True,
    ),
    "log.export": Act("Take the log away as a file", _each(Role.ADMINISTRATOR), reads=True, sensitive=True),
    "evidence.read": Act(
        "See the data sets that were brought in and what was found in them, before it is public",
        _each(Role.ANALYST, Role.MANAGER),
        reads=True,
        sensitive=True,
    ),
    "records.add": Act(
        "Bring records of children in, with the day until which they may be kept",
        _each(Role.ANALYST, Role.ADMINISTRATOR),
    ),
    "records.delete": Act("Delete records of children", _each(Role.ANALYST, Role.MANAGER)),
    "evidence.count": Act(
        "Count the intersections of a data set and look for hidden gaps", _each(Role.ANALYST, Role.MANAGER)
    ),
    "gate.read": Act(
        "See what is in the gate: the tables that somebody wants to release, with their certificates",
        _RELEASERS,
        reads=True,
        sensitive=True,
    ),
    "release.choose": Act("Choose tables of a data set to release", _CHOOSERS),
    "release.change": Act("Change what a release shows before it goes out", _CHOOSERS),
    "release.run": Act("Take tables through the gate", _CHOOSERS),
    "release.ask": Act("Ask a second person to release tables", _CHOOSERS),
    "release.withdraw": Act("Withdraw the wish to release tables", _CHOOSERS),
    "release.drop": Act("Set a release aside, so that nothing of it goes out", _CHOOSERS),
    "release.return": Act("Send a release back with a reason", _RELEASERS),
    "release.release": Act("Release tables that somebody else asked for", _RELEASERS),
    "release.recall": Act("Take a release off the site", _RELEASERS),
    "release.read": Act(
        "Read the tables that were released to partners",
        _PARTNERS,
        reads=True,
    ),
    "plan.read": Act(
        "Read drafts of a plan, their check, their threads and what was changed", _PARTNERS, reads=True
    ),
    "plan.load": Act("Load a plan from its files", _KEEPERS),
    "plan.draft": Act("Begin a new draft of a plan", _WRITERS),
    "plan.add": Act("Add an entry to a draft", _WRITERS),
    "plan.change": Act("Change an entry of a draft", _WRITERS),
    "plan.change-head": Act("Change the title, the years or the vision of a draft", _WRITERS),
    "activity.write": Act(
        "Write what one’s own organisation leads in a draft",
        _each(Role.OFFICER, Role.MEMBER, reach=OWN) | _WRITERS,
    ),
    "plan.end": Act("End an entry of a draft", _WRITERS),
    "plan.replace": Act("Merge or split priorities of a draft", _WRITERS),
    "plan.move": Act("Move an entry of a draft", _WRITERS),
    "plan.adopt": Act("Take a hidden gap into a draft", _CHOOSERS),
    "plan.adopt-finding": Act("Take a finding of a released table into a draft", _CHOOSERS),
    "plan.consult": Act("Put a draft out to consultation", _WRITERS),
    "plan.reopen": Act("Take a draft back from consultation", _WRITERS),
    "plan.agree": Act("Say that a plan is agreed", _AGREERS),
    "plan.bring-into-force": Act("Bring an agreed plan into force", _AGREERS),
    "plan.review": Act("Begin the review of a plan in force", _AGREERS),
    "plan.end-review": Act("End the review of a plan, which stays in force", _AGREERS),
    "plan.withdraw": Act("Withdraw an edition that is not in force", _WRITERS),
    "comment.write": Act("Comment on a draft as a partner", _PARTNERS),
    "comment.send": Act("Comment on a draft that is open to everybody", _each(*Role)),
    "comment.judge": Act("Look through comments before anybody else sees them", _WRITERS),
    "comment.answer": Act("Answer a comment", _AGREERS),
    "wave.read": Act(
        "See the waves of the pupil survey, and how many took part",
        _each(Role.ANALYST, Role.CHAIR, Role.MANAGER) | _READERS,
        reads=True,
    ),
    "wave.make": Act("Prepare a wave of the pupil survey", _SURVEYS),
    "wave.change": Act("Change a wave of the pupil survey that is still being prepared", _SURVEYS),
    "wave.load-roll": Act("Load the roll: how many pupils each school has in each year", _SURVEYS),
    "wave.sign": Act("Sign a line of the checklist of a wave", _SURVEYS),
    "wave.open": Act("Open a wave whose checklist is signed", _SURVEYS),
    "wave.renew-codes": Act("Issue new codes to every class, where the key of a wave is lost", _SURVEYS),
    "wave.close": Act("Close a wave, so that no code can be tied to an answer any more", _SURVEYS),
    "wave.delete": Act("Delete the answers of a closed wave", _SURVEYS),
    "wave.drop": Act("Set a wave aside that is still being prepared", _SURVEYS),
    "school.list": Act("See in which schools one runs the survey", _each(Role.SCHOOL, reach=OWN), reads=True),
    "school.read": Act("See how many of a school have begun and ended the survey", _OWN_SCHOOL, reads=True),
    "school.change": Act("Say who the named adult of a school is", _OWN_SCHOOL),
    "school.assign": Act("Say which organisation’s survey lead runs the survey in a school", _SURVEYS),
    "codes.print": Act("Print the codes of a school", _OWN_SCHOOL, reads=True, sensitive=True),
    "codes.add": Act("Issue extra codes to a class", _OWN_SCHOOL),
    "text.list": Act(
        "See how many texts of children wait to be read, and to whom worries went",
        _READERS | _SURVEYS,
        reads=True,
    ),
    "text.read": Act(
        "Read what a child wrote in the survey, in its own words", _READERS, reads=True, sensitive=True
    ),
    "text.decide": Act("Decide to whom a worry about a child goes", _READERS),
    "class.pause": Act("Pause a class in the survey, and let it go on", _OWN_SCHOOL),
    "report.make": Act("Make the reports on a closed wave", _CHOOSERS),
    "report.read": Act("Read the reports on a wave, that of each school among them", _RELEASERS, reads=True),
    "report.read-school": Act("Read the report for a school", _OWN_SCHOOL, reads=True),
    "publication.ask": Act("Ask for the findings of a wave to be published for everybody", _CHOOSERS),
    "publication.withdraw": Act("Take back the wish to publish the findings of a wave", _CHOOSERS),
    "publication.return": Act("Send findings of a wave back with a reason", _RELEASERS),
    "publication.publish": Act("Publish findings of a wave that somebody else asked for", _RELEASERS),
    "publication.recall": Act("Take the findings of a wave off the site", _RELEASERS),
    "school-action.write": Act("Write what a school will do about what its pupils said", _OWN_SCHOOL),
    "school-action.change": Act("Say how far a school is with what it wrote", _OWN_SCHOOL),
    "job.read": Act(
        "See the jobs in the background", _each(Role.ANALYST, Role.MANAGER, Role.ADMINISTRATOR), reads=True
    ),
    "job.start": Act("Start a job in the background", _each(Role.ANALYST, Role.MANAGER, Role.ADMINISTRATOR)),
    "job.cancel": Act("Cancel a job in the background", _each(Role.MANAGER, Role.ADMINISTRATOR)),
}
"""The whole list of who may do what. What does not stand here, nobody may."""


@dataclass(frozen=True)
class Holding:
    """A role that somebody holds now, for one organisation."""

    role: Role
    organisation: str = ""


@dataclass(frozen=True)
class Actor:
    """Somebody who wants to do something: how the log names them, and the roles they hold now."""

    said: str = "Somebody who is not signed in"
    account: int | None = None
    holdings: tuple[Holding, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles, whatever the organisation; everybody is anyone."""
        return frozenset(holding.role for holding in self.holdings) | {Role.ANYONE}

    @property
    def is_signed_in(self) -> bool:
        """Whether there is an account behind it."""
        return self.account is not None

    @property
    def organisations(self) -> frozenset[str]:
        """The organisations for which the roles are held."""
        return frozenset(holding.organisation for holding in self.holdings if holding.organisation)


NOBODY = Actor()


def may(actor: Actor, act: str, *, organisation: str | None = None) -> bool:
    """Whether somebody may do this.

    Parameters
    ----------
    actor
        Who wants to.
    act
        A name in `MAY`; one that does not stand there is a mistake in the program, not a refusal.
    organisation
        Whose thing it is: the key of an organisation, "" for a thing of the whole partnership, or None to
        ask whether they may do it for anybody at all.

    Raises
    ------
    KeyError
        When `MAY` has no such act.

    Examples
    --------
    >>> officer = Actor("Officer", 1, (Holding(Role.OFFICER, "police"),))
    >>> may(officer, "organisation.change", organisation="police")
    True
    >>> may(officer, "organisation.change", organisation="health")
    False
    """
    by = MAY[act].by
    held = (*actor.holdings, Holding(Role.ANYONE))
    return any(_reaches(by[holding.role], holding, organisation) for holding in held if holding.role in by)


def check_may(actor: Actor, act: str, *, organisation: str | None = None) -> None:
    """Refuse, in a sentence, what somebody may not do.

    Raises
    ------
    NotAllowed
        When the actor may not; the sentence says who may.
    """
    if may(actor, act, organisation=organisation):
        return
    who = _listed(ROLES[role].title.lower() for role in MAY[act].by)
    whose = " for this organisation" if may(actor, act) else ""
    raise NotAllowed(f"You may not do this{whose}: “{MAY[act].does}” is for {who}. Ask your administrator.")


def _reaches(reach: Reach, holding: Holding, organisation: str | None) -> bool:
    if reach is Reach.ALL or organisation is None:
        return True
    return bool(organisation) and holding.organisation == organisation


def _listed(names: Iterable[str]) -> str:
    given = list(names)
    return given[0] if len(given) == 1 else f"{', '.join(given[:-1])} and {given[-1]}"
