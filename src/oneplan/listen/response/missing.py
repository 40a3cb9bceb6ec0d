"""Says who took part in a wave and who is missing, by kinds of school and by year."""

from collections.abc import Iterator

import polars as pl

from oneplan.errors import NotValid
from oneplan.listen.response.roll import Roll

BY = (
    ("phase",),
    ("phase", "free_meals_fifth"),
    ("free_meals_fifth",),
    ("type",),
    ("district",),
    ("year",),
)
"""The kinds of schools and pupils that are held beside each other."""
_FEWEST_SCHOOLS, _FAR_BEHIND = 3, 0.10
_NAMES = {"free_meals_fifth": "fifth of free meals", "year": "school year"}


def find_missing(roll: Roll, response: pl.DataFrame) -> pl.DataFrame:
    """How many took part of every kind of school and of every year.

    The counts are of schools' rolls and of cards handed back, for those who run the wave; what is published
    of them goes through the gate.

    Parameters
    ----------
    roll
        Who could have taken part.
    response
        One row a school, year and version with the cards that were `issued` and `done`, as a closed wave has.

    Returns
    -------
    polars.DataFrame
        `by` and `level`; `schools` on the roll and `took_part` of them; `pupils` on the roll, `issued` and
        `done` cards; `share`, done of pupils, from 0 to 1, empty where the roll has no pupils. Schools that
        are not on the roll are left out.

    Raises
    ------
    NotValid
        When not one school is both on the roll and in the response.

    Examples
    --------
    >>> from oneplan.listen.synthetic.closed import make_closed
    >>> from oneplan.listen.synthetic.roll import make_roll
    >>> roll = make_roll(schools=30)
    >>> missing = find_missing(roll, make_closed(pupils=500, schools=25, roll=roll).response)
    >>> missing.filter(by="district")["schools"].sum()
    30
    """
    taken = response.group_by("school", "year").agg(pl.col("issued", "done").sum())
    joined = roll.frame.join(taken, on=["school", "year"], how="left").with_columns(
        pl.col("issued", "done").fill_null(0)
    )
    if not joined["issued"].sum():
        raise NotValid("No school of the roll was given cards. Load the roll that belongs to this wave.")
    return pl.concat([_count(joined, by) for by in BY])


def say_missing(missing: pl.DataFrame) -> Iterator[str]:
    """What to look at before anything is concluded from the answers: who is hardly there, in sentences.

    Kinds with fewer than three schools on the roll are left out, since a school could be told from them.

    Examples
    --------
    >>> given = {"by": "type", "level": "academy", "schools": 9, "took_part": 0, "pupils": 900, "issued": 0}
    >>> frame = pl.DataFrame([given | {"done": 0, "share": 0.0}])
    >>> next(say_missing(frame))
    'None of the 9 schools (type: academy) took part; 900 pupils are not heard.'
    """
    for by in missing["by"].unique(maintain_order=True).to_list():
        kinds = missing.filter(pl.col("by") == by)
        overall = min(1.0, float(kinds["done"].sum()) / max(1.0, float(kinds["pupils"].sum())))
        for kind in kinds.filter(pl.col("schools") >= _FEWEST_SCHOOLS, pl.col("pupils") > 0).to_dicts():
            said = f"the {kind['schools']} schools ({by}: {kind['level']})"
            if not kind["took_part"]:
                yield f"None of {said} took part; {kind['pupils']:,} pupils are not heard."
            elif float(kind["share"]) < overall - _FAR_BEHIND:
                yield (
                    f"Of the pupils in {said}, {kind['share']:.0%} took part, beside {overall:.0%} of all; "
                    f"{kind['took_part']} of these schools did."
                )


def _count(joined: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    level = pl.concat_str([pl.col(name).cast(pl.String) for name in by], separator=", ")
    counted = joined.group_by(level.alias("level")).agg(
        pl.col("school").n_unique().alias("schools"),
        pl.col("school").filter(pl.col("done") > 0).n_unique().alias("took_part"),
        pl.col("pupils", "issued", "done").sum(),
    )
    share = pl.when(pl.col("pupils") > 0).then((pl.col("done") / pl.col("pupils")).clip(upper_bound=1.0))
    name = " and ".join(_NAMES.get(one, one) for one in by)
    return counted.sort("level").select(pl.lit(name).alias("by"), pl.all(), share.alias("share"))
