"""The ledger of what went out: what a new release has to be safe beside, and how one is added."""

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotSafe
from oneplan.web import wiring
from oneplan.web.understand.models import Audience, Release, Stage

if TYPE_CHECKING:
    from oneplan.disclosure.asked import Asked
    from oneplan.disclosure.ledger import Published

WITHHOLD = "withhold"
"""What a person may choose about counts that changed since they went out; rounding is another policy."""

# What knows the engine is loaded by whoever needs it: pages do not.


def is_decided(release: Release) -> bool:
    """Whether a person has chosen what to do about counts that changed a little since they went out."""
    return release.differences == WITHHOLD or release.rules["base"] > 1


def folder() -> Path:
    """Where the ledger lies."""
    return wiring.home() / "ledger"


def head() -> str:
    """How the ledger stands, in a few letters: it changes with each release."""
    path = folder() / "ledger.jsonl"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def is_as_it_was(release: Release) -> bool:
    """Whether the ledger stands as it did when this passed the gate, but for a line of its own."""
    passed = release.papers.ledger
    return passed == head() or (_find_broken_off(release) is not None and passed == _head_without_the_last())


def _head_without_the_last() -> str:
    lines = (folder() / "ledger.jsonl").read_bytes().splitlines(keepends=True)[:-1]
    return hashlib.sha256(b"".join(lines)).hexdigest() if lines else ""


def _find_broken_off(release: Release) -> "Published | None":
    """The last line of the ledger, where it is just this release's and no release that is out has it."""
    from oneplan.disclosure.ledger import list_published  # noqa: PLC0415 - see above

    *_, last = [None, *list_published(folder())]
    if last is None or Release.objects.filter(number=last.release).exists():
        return None
    shown = hashlib.sha256(release.papers.shown.encode()).hexdigest()
    own = shown, snapshot_of(release), release.audience, release.policy
    return last if own == (last.sha256, last.snapshot, last.audience, last.policy) else None


@contextmanager
def held() -> Iterator[None]:
    """Hold the ledger, so that one release is added after the other."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / ".turn").open("a", encoding="ascii") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def snapshot_of(release: Release) -> str:
    """Which count of the children it is: the same file and wave, the same name."""
    return f"{release.data_set.digest} {release.wave}".strip()


def find_out_already(release: Release) -> list[Release]:
    """The releases of the same children that went out, taken back or not: their readers have them.

    Raises
    ------
    NotSafe
        When it is for everybody, and partners alone were shown other tables of the same children: what
        partners have cannot be protected together with what everybody has.
    """
    same = Release.objects.filter(
        data_set__digest=release.data_set.digest,
        wave=release.wave,
        stage__in=(Stage.RELEASED, Stage.RECALLED),
    )
    out = list(same.order_by("number"))
    if release.audience == Audience.PUBLIC:
        public = {frozenset(table) for one in (release, *out) if _is_public(one) for table in one.tables}
        theirs = {frozenset(table) for one in out if not _is_public(one) for table in one.tables}
        if theirs - public:
            raise NotSafe(
                "Partners were shown other tables of these children. Choose those for everybody as well, "
                "or choose this release for partners."
            )
    return out


def _is_public(release: Release) -> bool:
    return release.audience == Audience.PUBLIC


def add_earlier(asked: "Asked", release: Release) -> "Asked":
    """A release with the tables of its children that are out, and with what readers know of others.

    Raises
    ------
    NotSafe
        When the two cannot be seen together, or the counts are not those that went out.
    """
    from oneplan.disclosure.asked import prepare  # noqa: PLC0415 - see above
    from oneplan.disclosure.earlier import find_earlier, tables_of  # noqa: PLC0415 - see above

    names, snapshot = [one.name for one in asked.release.dimensions], snapshot_of(release)
    out = tables_of(folder(), snapshot, dimensions=names)
    tables = tuple(dict.fromkeys((*asked.release.tables, *out)))
    wider = replace(asked, release=replace(asked.release, tables=tables))
    small = asked.policy.withhold_to
    try:
        earlier = find_earlier(folder(), prepare(wider), dimensions=names, snapshot=snapshot, small=small)
    except NotSafe as error:
        # The library's words are for the command line, where counts come from a file.
        raise NotSafe(
            "Tables of these children are out that show levels or counts which these lack. "
            "Choose the same levels, or finer ones: what is out cannot be merged any more."
        ) from error
    return replace(wider, earlier=earlier)


def write_down(table: SafeTable, release: Release) -> int:
    """Add a released table to the ledger; its number there.

    Call it while the ledger is held. Should the rest of a release fail after this, the ledger knows of one
    release too many: others are then more careful than they need be, and whoever releases this one again
    finishes it with the line that is there.
    """
    from oneplan.disclosure.ledger import publish  # noqa: PLC0415 - see above

    broken_off = _find_broken_off(release)
    if broken_off:
        return broken_off.release
    papers = release.papers
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "table.csv"
        file.write_text(papers.shown, encoding="utf-8", newline="")
        published = publish(
            folder(),
            table,
            tables=tuple(tuple(one) for one in papers.tables),
            file=file,
            snapshot=snapshot_of(release),
            audience=release.audience,
            day=timezone.localdate().isoformat(),
        )
    return published.release
