"""Where the reports on a wave lie, and which there are: made whole, or not there."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from oneplan.errors import NotFound
from oneplan.listen.waves.places import wave_folder
from oneplan.publish.formats import words_to_csv
from oneplan.web.design.papers import Block, Paper

Kind = Literal["html", "pdf", "csv"]
FIGURES, LIST = "figures", "list.json"
PARTNERS_STAY = (
    "The reports on this wave were made, and may have been read. Schools that are read together stay as they "
    "were chosen then: other groups beside them would tell what the pupils of one school said."
)
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Listed:
    """One report on the shelf.

    Attributes
    ----------
    key
        What it is called in addresses.
    title, name
        What it is, and whose.
    kinds
        The files that there are of it.
    of
        `all` for partners, `public` for everybody once it is published, `pupils`, or `school`.
    """

    key: str
    title: str
    name: str
    of: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What of a school's report changes after it was made: its paper has room for what the school will do.

    Attributes
    ----------
    findings
        What the school may say that it will do something about: ids, and words without figures.
    paper
        The paper as it was made.
    pupils
        The pages for the school's pupils as they were made, by version.
    """

    findings: tuple[tuple[str, str], ...]
    paper: Paper
    pupils: Mapping[str, Paper] = field(default_factory=dict)


def reports_folder(home: Path, wave: str) -> Path:
    """The folder of the reports on a wave."""
    return wave_folder(home, wave) / "reports"


def list_reports(home: Path, wave: str) -> tuple[Listed, ...]:
    """Every report on a wave; none where they were not made yet."""
    path = reports_folder(home, wave) / LIST
    if not path.is_file():
        return ()
    read: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return tuple(Listed(**{**one, "kinds": tuple(one["kinds"])}) for one in read)


def find_report(home: Path, wave: str, *, key: str) -> Listed:
    """One report on a wave.

    Raises
    ------
    NotFound
        When there is no such report.
    """
    found = next((one for one in list_reports(home, wave) if one.key == key), None)
    if found is None:
        raise NotFound(
            "There is no such report. Go back to the wave and make the reports, or choose another."
        )
    return found


def read_file(home: Path, wave: str, *, key: str, kind: Kind) -> bytes:
    """One file of a report.

    Raises
    ------
    NotFound
        When the report has no such file.
    """
    found = find_report(home, wave, key=key)
    if kind not in found.kinds:
        raise NotFound("There is no such file of this report. Go back and choose another.")
    return (reports_folder(home, wave) / f"{_safe(found.key)}.{kind}").read_bytes()


def put_file(folder: Path, key: str, *, kind: Kind, data: bytes) -> None:
    """Write one file of a report into a folder that is being filled."""
    (folder / f"{_safe(key)}.{kind}").write_bytes(data)


def put_kept(folder: Path, key: str, *, kept: Kept) -> None:
    """Write beside a report what of it changes later."""
    (folder / f"{_safe(key)}.json").write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")


def find_kept(home: Path, wave: str, *, key: str) -> Kept | None:
    """What of a report changes later; nothing where there is no report, or an older oneplan made it."""
    path = reports_folder(home, wave) / f"{_safe(key)}.json"
    if not path.is_file():
        return None
    read = json.loads(path.read_text(encoding="utf-8"))
    pupils = {version: _to_paper(one) for version, one in read.get("pupils", {}).items()}
    return Kept(tuple((id_, words) for id_, words in read["findings"]), _to_paper(read["paper"]), pupils)


def _to_paper(read: dict[str, Any]) -> Paper:
    blocks = [{**one, "rows": tuple(tuple(row) for row in one["rows"])} for one in read["blocks"]]
    return Paper(**{**read, "blocks": tuple(Block(**one) for one in blocks)})


def put_list(folder: Path, listed: list[Listed]) -> None:
    """Write down which reports there are."""
    read = [vars(one) for one in listed]
    (folder / LIST).write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")


def take_the_place(filled: Path, *, home: Path, wave: str) -> None:
    """Move a folder that was filled into the place of the reports that there were."""
    place = reports_folder(home, wave)
    old = place.with_name("reports.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    filled.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def to_csv(rows: Sequence[Mapping[str, str | int | float | None]], *, note: str) -> bytes:
    """The figures of a report as CSV; made-up ones say so in each row."""
    more = {"synthetic": note} if note else {}
    lines = [{name: "" if of is None else str(of) for name, of in (dict(row) | more).items()} for row in rows]
    return words_to_csv(lines, columns=list(lines[0])).encode()


def _safe(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise NotFound("There is no such report. Go back to the wave and choose one.")
    return key
