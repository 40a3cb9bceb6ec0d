"""Where the site meets its settings: the evidence, the partnership's choices, and what every page says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.templatetags.static import static

from oneplan.choices import FILE_NAME, Choices, read_choices
from oneplan.errors import NotFound, OneplanError
from oneplan.sources.evidence import EDITION_FILE, Evidence, open_evidence
from oneplan.words.area import Area, find_authority

State = tuple[tuple[str, int], ...]
"""The files that say what there is, and when each was written: cheap to look at in every request."""

ROOMS = (
    ("Home", "/"),
    ("The plan", "/plan/"),
    ("Children", "/children/"),
    ("Hidden gaps", "/children/hidden-gaps/"),
)


@dataclass(frozen=True)
class Room:
    """One link of the navigation; here is `page` on the page itself, `true` below it, else empty."""

    name: str
    address: str
    here: str


def home() -> Path:
    """The folder in which this partnership's choices and evidence are kept."""
    return Path(settings.HOME)


def choices() -> Choices:
    """What this partnership decided for itself; a change in the file is seen at the next request."""
    path = home() / FILE_NAME
    return _read_choices(path, _written(path))


def evidence() -> Evidence | None:
    """The newest statistics, or None before the first import; a new import is seen at the next request."""
    return _open_evidence(home(), _state_of(home() / "evidence"))


def own_area() -> Area:
    """The authority that this partnership is for."""
    return find_authority(choices().area)


def stages() -> dict[str, str]:
    """The stages of life as this partnership calls them, with their ages."""
    return {key: f"{stage.name}: {stage.ages}" for key, stage in choices().stages.items()}


def chosen_area(given: str) -> tuple[Area, str]:
    """The authority that a reader chose, or the partnership's own with a sentence on why."""
    own = own_area()
    try:
        return (find_authority(given), "") if given.strip() else (own, "")
    except OneplanError as error:
        return own, f"{error} {own.name} is shown."


def site(request: HttpRequest) -> Mapping[str, object]:
    """What every template may say: names, navigation, stylesheet, and whose statistics these are."""
    area, _ = chosen_area(request.GET.get("area", ""))
    current = choices()
    opened = evidence()
    return {
        "site": {
            "plan": current.words.plan,
            "partnership": current.words.partnership,
            "demonstration": current.demonstration,
            "rooms": [make_room(name, address, path=request.path, among=ROOMS) for name, address in ROOMS],
            "carried": carried(area),
            "stylesheet": stylesheet(),
            "reading_sheet": with_digest("reading.css"),
            "icon": with_digest("icon.svg"),
            "edition": opened.edition if opened else None,
        }
    }


def survey_address(request: HttpRequest) -> str:
    """Where pupils find the survey: as it is set, else under the site's name, else a port further."""
    if settings.SURVEY_ADDRESS:
        return str(settings.SURVEY_ADDRESS)
    if settings.NAMED_HOSTS:
        return request.build_absolute_uri("/survey/")
    return survey_on_this_machine(int(request.get_port()))


def survey_on_this_machine(port: int) -> str:
    """Where the survey is where the site is at this port and nothing stands before it."""
    return str(settings.SURVEY_ADDRESS) or f"http://localhost:{port + 1}/survey/"


def answers_address() -> str:
    """Where answers to the survey are kept: in the site's own PostgreSQL, else empty for files beside it."""
    if connection.vendor != "postgresql":
        return ""
    given = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - only where there is a server

    return make_conninfo("", **{ours: str(given[theirs]) for ours, theirs in named.items() if given[theirs]})


def secret_keys() -> tuple[str, ...]:
    """The key that seals, then those that earlier seals may still need."""
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


def least_password_length() -> int:
    """How many characters a password has at least."""
    return int(settings.LEAST_LENGTH)


def visit_limits() -> tuple[int, int]:
    """After how many seconds a visit ends in any case, and after how many without a sign of life."""
    return int(settings.SESSION_COOKIE_AGE), int(settings.IDLE_AFTER)


def stylesheet() -> str:
    """The address of the one stylesheet."""
    return with_digest("oneplan.css")


def make_room(name: str, address: str, *, path: str, among: Sequence[tuple[str, str]]) -> Room:
    """One link of a navigation, which knows whether the page is it or stands below it and below no other."""
    below = (
        address not in {"/", "/partners/"}
        and path.startswith(address)
        and not any(path.startswith(other) for _, other in among if len(other) > len(address))
    )
    return Room(name=name, address=address, here="page" if path == address else "true" if below else "")


def carried(area: Area) -> str:
    """The query string that takes a reader's choice of area along to the next page."""
    return "" if area == own_area() else f"?area={area.code}"


@lru_cache(maxsize=8)
def with_digest(name: str) -> str:
    """A file's address with its digest, so that browsers may keep it until it changes."""
    path = Path(__file__).parent / "design" / "static" / name
    return f"{static(name)}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"


@lru_cache(maxsize=4)
def _read_choices(path: Path, _written: int) -> Choices:
    return read_choices(path)


@lru_cache(maxsize=2)
def _open_evidence(folder: Path, _state: State) -> Evidence | None:
    try:
        return open_evidence(folder)
    except NotFound:
        return None


def _state_of(store: Path) -> State:
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in store.glob(f"*/*/{EDITION_FILE}")))


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
