"""Where the statistics come from: a named folder, shared material, the publisher, or the built-in table."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from oneplan.errors import NotReachable, NotValid
from oneplan.sources.evidence import Evidence, list_editions
from oneplan.sources.lait.edition import holds_lait
from oneplan.sources.publisher.download import download_edition
from oneplan.sources.store import Imported, import_built_in, import_lait

ENVIRONMENT = "ONEPLAN_STATISTICS"
SHARED = Path("..", "shared", "data", "lait")

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Arrival:
    """The evidence that is there now, where it came from in one sentence, and what its import did."""

    evidence: Evidence
    whence: str
    imported: Imported | None = None


def bring_in(
    home: Path, *, folder: Path | None = None, progress: Progress | None = None, beside: Path | None = None
) -> Arrival:
    """Bring statistics into a partnership's store, from the best place there is.

    Parameters
    ----------
    home
        The partnership's folder; its store is `evidence` within.
    folder
        Holds the publisher's files. Without it: `ONEPLAN_STATISTICS`, then `../shared/data/lait` when it is
        there, then the publisher's current edition, then what is in the store already, then the built-in
        table.
    progress
        Told while a file is downloaded: its name, bytes so far, bytes in all.
    beside
        The folder from which `../shared` is looked for; the current one unless named.

    Raises
    ------
    NotFound, NotValid
        When the named folder does not hold whole files. A publisher that cannot be reached, or sends
        something else, raises nothing: the sentence says so, and an edition that is here is used.
    """
    store = home / "evidence"
    named = folder or (Path(os.environ[ENVIRONMENT]) if os.environ.get(ENVIRONMENT) else None)
    shared = (beside or Path.cwd()) / SHARED
    for place in (named, shared if holds_lait(shared) else None):
        if place is not None:
            imported = import_lait(store, folder=place)
            return Arrival(imported.evidence, f"{_edition(imported)}, from the folder {place}.", imported)
    try:
        return _from_publisher(store, progress=progress)
    except (NotReachable, NotValid) as problem:
        return _without_publisher(store, problem=problem)


def _edition(imported: Imported) -> str:
    edition = imported.evidence.edition
    return f"{edition.publisher}, {edition.title}, edition of {edition.label}"


def _from_publisher(store: Path, *, progress: Progress | None) -> Arrival:
    store.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".downloading-", dir=store) as folder:
        downloaded = download_edition(Path(folder) / "files", progress=progress)
        imported = import_lait(store, folder=downloaded.folder, commit=downloaded.commit or "")
    return Arrival(imported.evidence, f"{_edition(imported)}, downloaded from the publisher today.", imported)


def _without_publisher(store: Path, *, problem: Exception) -> Arrival:
    kept = list_editions(store)
    evidence = kept[0] if kept and not kept[0].edition.built_in else import_built_in(store)
    edition = evidence.edition
    what = (
        "the table of published figures that comes with oneplan (pairs, headlines, five periods)"
        if edition.built_in
        else "the edition that was imported before"
    )
    return Arrival(
        evidence,
        f"{problem} Used instead: {what}; {edition.publisher}, {edition.title}, edition of {edition.label}.",
    )
