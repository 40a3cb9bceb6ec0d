"""Keeps a directory of help in the partnership's folder, with the neighbourhoods and boundaries beside it."""

import datetime as dt
import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from oneplan.errors import NotValid, OneplanError
from oneplan.sources.boundaries import Boundary, read_boundaries
from oneplan.sources.directory.offers import Doubt, Offer, Place
from oneplan.sources.directory.reading import Directory
from oneplan.sources.neighbourhoods import Neighbourhood, read_neighbourhoods

FOLDER = "right-help"
_DIRECTORY, _NEIGHBOURHOODS, _BOUNDARIES = "directory.json", "neighbourhoods.csv", "boundaries.geojson"
_PACKAGED = files("oneplan.definitions").joinpath("right_help")
_BLANK = "DISTRICT-{}"
_MOST_BLANKS = 10
State = tuple[str, int]


@dataclass(frozen=True)
class Kept:
    """A directory that is kept, with where and when it was taken from.

    Attributes
    ----------
    offers, doubts
        As they were read.
    source
        The file or the address, in words for readers.
    taken
        The day.
    made_up
        Whether its services exist in a demonstration alone.
    """

    offers: tuple[Offer, ...]
    doubts: tuple[Doubt, ...]
    source: str
    taken: dt.date
    made_up: bool = False


def keep_directory(
    directory: Directory, *, home: Path, source: str, taken: dt.date, made_up: bool = False
) -> Kept:
    """Keep a directory in the place of the one before: whole, or not at all.

    Raises
    ------
    OneplanError
        When the folder cannot be written to; what was there stays.
    """
    kept = Kept(directory.offers, directory.doubts, source=source, taken=taken, made_up=made_up)
    text = json.dumps(asdict(kept) | {"taken": taken.isoformat()}, ensure_ascii=False)
    _put(home, _DIRECTORY, write=lambda path: path.write_text(text, encoding="utf-8"))
    return kept


def open_directory(home: Path) -> Kept | None:
    """The directory that is kept, or None where there is none yet.

    Raises
    ------
    NotValid
        When the kept file was changed and cannot be read any more.
    """
    path = home / FOLDER / _DIRECTORY
    return _open_directory(path, _state(path)) if path.is_file() else None


def keep_neighbourhoods(path: Path, *, home: Path) -> int:
    """Keep a table of neighbourhoods, and answer how many it has.

    Raises
    ------
    NotFound, NotValid
        When it is no such table.
    """
    count = len(read_neighbourhoods(path))
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open

    def copy(beside: Path) -> None:
        with opened(path, "rb") as given, beside.open("wb") as taken:
            shutil.copyfileobj(given, taken)

    _put(home, _NEIGHBOURHOODS, write=copy)
    return count


def keep_boundaries(path: Path, *, home: Path) -> int:
    """Keep boundaries of districts, and answer how many there are.

    Raises
    ------
    NotFound, NotValid
        When it is no such file.
    """
    count = len(read_boundaries(path))
    _put(home, _BOUNDARIES, write=lambda beside: shutil.copyfile(path, beside))
    return count


def open_neighbourhoods(home: Path, *, area: str) -> tuple[Neighbourhood, ...]:
    """The neighbourhoods that the partnership gave; else those that come with oneplan for this authority.

    Parameters
    ----------
    home
        The partnership's folder.
    area
        The code of its authority, as the Office for National Statistics gives it.
    """
    path = home / FOLDER / _NEIGHBOURHOODS
    if path.is_file():
        return _read_neighbourhoods(path, _state(path))
    packaged = _PACKAGED.joinpath(f"{area}.csv")
    if not packaged.is_file():
        return ()
    with as_file(packaged) as own:
        return _read_neighbourhoods(own, _state(own))


def open_boundaries(home: Path) -> tuple[Boundary, ...]:
    """The boundaries of districts that the partnership gave; none before it does."""
    path = home / FOLDER / _BOUNDARIES
    return _read_boundaries(path, _state(path)) if path.is_file() else ()


def state_of(home: Path) -> tuple[State, ...]:
    """The kept files and when each was written: what was worked out from them holds until that changes."""
    paths = (home / FOLDER / name for name in (_DIRECTORY, _NEIGHBOURHOODS, _BOUNDARIES))
    return tuple(_state(path) for path in paths if path.is_file())


def make_up_directory(districts: Iterable[str]) -> bytes:
    """The made-up directory for a demonstration, its places filled with districts that are there."""
    text = _PACKAGED.joinpath("made_up_directory.json").read_text(encoding="utf-8")
    names = list(districts) or ["the area"]
    for number in range(_MOST_BLANKS):
        text = text.replace(_BLANK.format(number), names[number % len(names)])
    return text.encode()


def _put(home: Path, name: str, *, write: Callable[[Path], object]) -> None:
    """Write beside, then move into place in one step."""
    folder = home / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=folder, prefix="arriving-")
        os.close(handle)
        try:
            write(Path(beside))
            Path(beside).chmod(0o644)
            Path(beside).replace(folder / name)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise OneplanError(
            f"{folder} could not be written to. Make room, or give yourself the right to write there."
        ) from error


def _state(path: Path) -> State:
    return (str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _open_directory(path: Path, state: State) -> Kept:
    del state
    try:
        said = json.loads(path.read_bytes())
        offers = tuple(_offer(one) for one in said["offers"])
        doubts = tuple(Doubt(**one) for one in said["doubts"])
        taken = dt.date.fromisoformat(said["taken"])
        return Kept(offers, doubts, source=said["source"], taken=taken, made_up=bool(said["made_up"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotValid(
            f"{path} is not as it was written. Remove it, and load the directory again."
        ) from error


def _offer(said: Mapping[str, Any]) -> Offer:
    lists = {"places": tuple(Place(**one) for one in said["places"])}
    lists |= {name: tuple(said[name]) for name in ("areas", "terms")}
    return Offer(**{**said, **lists})


@lru_cache(maxsize=2)
def _read_neighbourhoods(path: Path, state: State) -> tuple[Neighbourhood, ...]:
    del state
    return read_neighbourhoods(path)


@lru_cache(maxsize=2)
def _read_boundaries(path: Path, state: State) -> tuple[Boundary, ...]:
    del state
    return read_boundaries(path)
