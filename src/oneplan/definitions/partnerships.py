"""Reads who belongs to a partnership, in which groups and seats, from one folder that a person can write."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from oneplan.definitions.tables import Definition, check_entry
from oneplan.errors import NotFound, NotValid
from oneplan.people import SIGNED_IN, Role

FILE_NAME = "partnership.toml"
Key = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)


class Organisation(Definition):
    """A member of the partnership."""

    key: str = Key
    name: str = Field(min_length=1, max_length=120)
    sector: Literal[
        "county-council",
        "district-council",
        "health",
        "careers",
        "police",
        "probation",
        "education",
        "voluntary",
        "other",
    ]
    website: str = ""
    is_member: bool = True


class Post(Definition):
    """Somebody by their post, and the role that goes with it."""

    key: str = Key
    organisation: str
    post: str = Field(min_length=1, max_length=120)
    role: Role | None = None
    deputy_of: str = ""


class Group(Definition):
    """A board or group; it may report to another in a rhythm."""

    key: str = Key
    name: str = Field(min_length=1, max_length=120)
    kind: Literal["board", "pillar", "locality", "panel", "scrutiny", "parent"]
    purpose: str = Field(default="", max_length=400)
    reports_to: str = ""
    rhythm: Literal["", "monthly", "quarterly", "half-yearly", "yearly"] = ""


class Seat(Definition):
    """An organisation's place in a group; without a post it is vacant."""

    group: str
    organisation: str
    post: str = ""
    capacity: Literal["chair", "representative", "deputy", "observer"] = "representative"


class Document(Definition):
    """A paper of the partnership and the file that holds it."""

    key: str = Key
    title: str = Field(min_length=1, max_length=160)
    about: str = Field(default="", max_length=400)
    group: str = ""
    file: str = Field(pattern=r"^[\w.-]+$")


class Partnership(Definition):
    """All that one folder says; every name in it leads to something that is in it too."""

    source: str
    illustrative: str = ""
    since: date
    organisation: tuple[Organisation, ...] = ()
    post: tuple[Post, ...] = ()
    group: tuple[Group, ...] = ()
    seat: tuple[Seat, ...] = ()
    document: tuple[Document, ...] = ()
    files: dict[str, bytes] = Field(default={}, repr=False)


def read_partnership(place: str) -> Partnership:
    """Read a partnership from a folder, or by the name of one that comes with oneplan.

    Raises
    ------
    NotFound
        When there is no such folder or file.
    NotValid
        When the file does not follow the schema, names something twice, or names what is not in it.

    Examples
    --------
    >>> read_partnership("childrens-coalition").organisation[0].sector
    'county-council'
    """
    folder = Path(place)
    if not (folder / FILE_NAME).is_file():
        built_in = Path(str(files("oneplan.definitions"))) / "partnerships" / place
        if "/" in place or not (built_in / FILE_NAME).is_file():
            raise NotFound(f"There is no {FILE_NAME} in {place}. Give the folder that holds it.")
        folder = built_in
    return _read(folder)


def _read(folder: Path) -> Partnership:
    where = f"{folder.name}/{FILE_NAME}"
    try:
        written = tomllib.loads((folder / FILE_NAME).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotValid(f"{where} is not TOML: {error}. Correct it and read it again.") from error
    partnership = check_entry(Partnership, written, place=where)
    _check_names(partnership, where)
    papers = {one.file: folder / one.file for one in partnership.document}
    missing = [name for name, path in papers.items() if not path.is_file()]
    if missing:
        raise NotFound(f"{where} names {missing[0]}, which is not beside it. Put it there.")
    return partnership.model_copy(
        update={"files": {name: path.read_bytes() for name, path in papers.items()}}
    )


def _check_names(found: Partnership, where: str) -> None:
    keys = {
        "organisation": _once((one.key for one in found.organisation), where, "organisation"),
        "post": _once((one.key for one in found.post), where, "post"),
        "group": _once((one.key for one in found.group), where, "group"),
        "document": _once((one.key for one in found.document), where, "document"),
    }
    for kind, name in _named(found):
        if name and name not in keys[kind]:
            raise NotValid(
                f"{where} names the {kind} “{name}”, which it does not have. Add it or correct it."
            )
    for post in found.post:
        if post.role is not None and post.role not in SIGNED_IN:
            raise NotValid(f"{where}: the post “{post.key}” has the role “{post.role}”, which nobody holds.")
    try:
        TopologicalSorter({one.key: [one.reports_to] for one in found.group}).prepare()
    except CycleError as error:
        raise NotValid(
            f"{where}: the group “{error.args[1][0]}” reports to itself in the end. Break the circle."
        ) from error


def _named(found: Partnership) -> Iterator[tuple[str, str]]:
    """Every name by which one entry leads to another, with the kind of entry it leads to."""
    for post in found.post:
        yield "organisation", post.organisation
        yield "post", post.deputy_of
    for seat in found.seat:
        yield "organisation", seat.organisation
        yield "post", seat.post
        yield "group", seat.group
    for group in found.group:
        yield "group", group.reports_to
    for document in found.document:
        yield "group", document.group


def _once(keys: Iterable[str], where: str, kind: str) -> set[str]:
    counted = Counter(keys)
    twice = [key for key, times in counted.items() if times > 1]
    if twice:
        raise NotValid(f"{where} has two of the {kind} “{twice[0]}”. Give each a key of its own.")
    return set(counted)
