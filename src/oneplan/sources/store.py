"""Keeps editions: a new one beside the old ones, whole or not at all, with what it revised."""

import datetime as dt
import hashlib
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from oneplan.errors import OneplanError
from oneplan.sources.checks import check_on_arrival, flags_of_left_out
from oneplan.sources.evidence import BUILT_IN, TABLES, Evidence, list_editions, read_edition, write_edition
from oneplan.sources.lait.edition import LaitFiles, read_lait
from oneplan.sources.sourced import Edition

SOURCE = "lait"
REVISIONS = {
    "measure": pl.String,
    "area": pl.String,
    "period": pl.String,
    "before": pl.String,
    "now": pl.String,
    "change": pl.String,
}
_ARRIVING = ".arriving-"
_LONG_AGO = 24 * 3600


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    evidence: Evidence
    is_new: bool
    """False when this edition was here already, and nothing was changed."""
    rows_read: int
    left_out: pl.DataFrame
    """reason, what, rows."""
    missing: dict[str, int]
    """How many kept observations have no value, by reason."""


def import_lait(store: Path, *, folder: Path, commit: str = "", now: dt.datetime | None = None) -> Imported:
    """Import the publisher's files from a folder into a store of editions.

    The edition is read and checked whole before anything is written, then written beside the others and moved
    into place in one step: after any failure the store is as it was.

    Raises
    ------
    NotFound, NotValid
        As `read_lait`.
    OneplanError
        When the store cannot be written to.
    """
    lait = read_lait(folder)
    edition = _edition(lait, commit=commit, now=now or dt.datetime.now(dt.UTC))
    place = store / SOURCE / edition.key
    is_new = not place.exists()
    if is_new:
        tables = {
            "observations": lait.observations,
            "measures": lait.measures,
            "neighbours": lait.neighbours,
            "checks": pl.concat(
                [
                    flags_of_left_out(lait.left_out),
                    check_on_arrival(lait.observations, measures=lait.measures),
                ]
            ),
            "revisions": _revisions(lait.observations, before=_edition_before(store, edition)),
        }
        _put(place, edition=edition, tables=tables)
    counted = lait.observations["missing"].drop_nulls().value_counts()
    return Imported(
        evidence=read_edition(place),
        is_new=is_new,
        rows_read=lait.rows_read,
        left_out=lait.left_out,
        missing=dict(counted.sort("count", descending=True).iter_rows()),
    )


def import_built_in(store: Path) -> Evidence:
    """Put the built-in table of published figures into a store that has nothing better."""
    built_in = read_edition(BUILT_IN)
    place = store / SOURCE / built_in.edition.key
    if not place.exists():
        tables = {name: pl.read_parquet(BUILT_IN / f"{name}.parquet") for name in TABLES}
        _put(place, edition=replace(built_in.edition, imported=dt.datetime.now(dt.UTC)), tables=tables)
    return read_edition(place)


def _edition(lait: LaitFiles, *, commit: str, now: dt.datetime) -> Edition:
    named = "".join(f"{name} {sha256}\n" for name, sha256 in sorted(lait.sha256.items()))
    digest = hashlib.sha256(named.encode()).hexdigest()
    return Edition(
        key=f"{lait.updated:%Y-%m}-{digest[:8]}",
        source=SOURCE,
        publisher="Department for Education",
        title="Local Authority Interactive Tool",
        label=f"{lait.updated:%B %Y}",
        updated=lait.updated,
        licence="Open Government Licence v3.0",
        licence_url="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        attribution=(
            "Department for Education statistics (Local Authority Interactive Tool): public sector "
            "information licensed under the Open Government Licence v3.0."
        ),
        url="https://www.gov.uk/government/publications/local-authority-interactive-tool-lait",
        imported=now,
        commit=commit,
        files=lait.sha256,
    )


def _edition_before(store: Path, edition: Edition) -> Evidence | None:
    """The newest whole edition that is not newer than this one, which may be an old one that comes late."""
    for found in list_editions(store):
        if not found.edition.built_in and found.edition.updated <= edition.updated:
            return found
    return None


def _put(place: Path, *, edition: Edition, tables: dict[str, pl.DataFrame]) -> None:
    try:
        _put_whole(place, edition=edition, tables=tables)
    except (OSError, PolarsError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise OneplanError(
            f"The edition could not be written to {place.parent} ({reason}). Make room, or give yourself the "
            "right to write there, and import it again; nothing was changed."
        ) from error


def _put_whole(place: Path, *, edition: Edition, tables: dict[str, pl.DataFrame]) -> None:
    """Write beside, then move into place in one step; two imports of one edition at once leave one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    _sweep(place.parent)
    beside = Path(tempfile.mkdtemp(prefix=_ARRIVING, dir=place.parent))
    try:
        write_edition(beside, edition=edition, tables=tables)
        beside.chmod(0o755)
        beside.rename(place)
    except OSError:
        if not place.exists():
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what an import that was killed left behind; a young one may still be writing."""
    for left in folder.glob(f"{_ARRIVING}*"):
        if time.time() - left.stat().st_mtime > _LONG_AGO:
            shutil.rmtree(left, ignore_errors=True)


def _revisions(observations: pl.DataFrame, *, before: Evidence | None) -> pl.DataFrame:
    """Figures of periods that the edition before held too, and that are others now."""
    if before is None:
        return pl.DataFrame(schema=REVISIONS)
    key = ["measure", "area", "period_kind", "period_start", "period_end"]
    earlier = before.observations(observations["measure"].unique()).select(
        *key, before="published", earlier="value"
    )
    moved = observations.join(earlier, on=key).filter(~pl.col("value").eq_missing(pl.col("earlier")))
    return moved.select(
        "measure",
        "area",
        "period",
        "before",
        now="published",
        change=pl.when(pl.col("value").is_null())
        .then(pl.lit("withdrawn"))
        .when(pl.col("earlier").is_null())
        .then(pl.lit("filled in"))
        .otherwise(pl.lit("changed")),
    )
