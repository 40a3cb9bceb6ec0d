"""Makes the small table of published figures that comes with oneplan, in the same form as any edition."""

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl

from oneplan.definitions.families import measures_in_pairs
from oneplan.errors import NotValid
from oneplan.sources.evidence import Evidence, write_edition

PERIODS_KEPT = 5
MOST_BYTES = 400_000
_SMALLEST = 22  # zstd's highest ordinary level: written once, read always


def write_figures(evidence: Evidence, *, into: Path) -> int:
    """Write the figures of all pairs and headlines, for all areas and the last five periods of each measure.

    The numbers are the publisher's; the text is written anew, without what a spreadsheet added. Returns the
    bytes.

    Raises
    ------
    NotValid
        When the edition is itself the built-in table, or the result is larger than it may be.
    """
    if evidence.edition.built_in:
        raise NotValid("The built-in table cannot be made from itself. Import a whole edition first.")
    observations = _last_periods(evidence.observations(measures_in_pairs()))
    wanted = pl.col("measure").is_in(measures_in_pairs())
    tables = {
        "observations": observations,
        "measures": evidence.measures.filter(wanted).drop("description"),
        "neighbours": evidence.neighbours,
        "checks": evidence.checks.filter(wanted),
        "revisions": evidence.revisions.clear(),
    }
    edition = replace(
        evidence.edition,
        key=f"{evidence.edition.key}-built-in",
        built_in=True,
        imported=dt.datetime.combine(evidence.edition.updated, dt.time(), tzinfo=dt.UTC),
    )
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".figures-", dir=into.parent) as beside:
        write_edition(Path(beside), edition=edition, tables=tables, compression_level=_SMALLEST)
        size = sum(path.stat().st_size for path in Path(beside).iterdir())
        if size > MOST_BYTES:
            raise NotValid(f"The table has {size:,} bytes; it may have {MOST_BYTES:,}. Keep fewer periods.")
        into.mkdir(exist_ok=True)
        for path in Path(beside).iterdir():
            path.replace(into / path.name)
    return size


def _last_periods(observations: pl.DataFrame) -> pl.DataFrame:
    """The last five periods for which each measure has any value."""
    published = observations.filter(pl.col("value").is_not_null()).select("measure", "period_end").unique()
    last = published.sort("period_end").group_by("measure").tail(PERIODS_KEPT)
    kept = observations.join(last, on=["measure", "period_end"], how="semi", maintain_order="left")
    # The text can be written again from the number: half the bytes.
    return kept.drop("published")
