"""One comparison everywhere: the same figures as the finder's, for every place and every authority."""

import polars as pl
import pytest

import oneplan
from builders import real_evidence
from oneplan.errors import NotFound
from oneplan.understand.everywhere import gap_everywhere
from oneplan.understand.neighbours import Neighbourhood

NEAR = Neighbourhood(name="2025")
HERE = "Gloucestershire"


def everywhere(area=HERE, *, family="attainment-8", group="free-school-meals", near=NEAR):
    return gap_everywhere(real_evidence(), family=family, group=group, area=area, near=near).frame


@pytest.mark.parametrize("area", [HERE, "Leeds", "Isles of Scilly", "Bournemouth, Christchurch and Poole"])
@pytest.mark.parametrize("against", ["england", "neighbours-2021"])
def test_its_newest_rows_are_those_of_the_finder(area, against):
    near = Neighbourhood(name="2021" if against.endswith("2021") else "2025")
    for row in oneplan.find_hidden_gaps(real_evidence(), area=area, against=against).iter_rows(named=True):
        frame = everywhere(area, family=row["family"], group=row["group"], near=near)
        now = {one["place"]: one for one in frame.filter(period_end=row["period_end"]).iter_rows(named=True)}
        here, england, mean = now["here"], now.get("England"), now.get("neighbours")
        assert (here["gap"], here["rank"], here["of"]) == (row["gap"], row["rank"], row["of"])
        assert here["headline_value"] == row["headline_value"]
        assert here["england_gap"] == row["england_gap"] == (england["gap"] if england else None)
        assert (mean["gap"] if mean else None) == row["neighbours_gap"]
        if mean and row["neighbours_gap"] is not None:
            assert mean["headline_value"] == row["neighbours_headline"]
        ours = frame.filter(pl.col("place").is_in(["here", "authority"]), period_end=row["period_end"])
        assert ours.height == row["of"]


def test_authorities_stand_from_the_narrowest_to_the_widest():
    others = everywhere().filter(place="authority")
    assert others["rank"].is_sorted()
    assert others["area"].n_unique() == others.height == 151


def test_what_is_compared_with_nobody_is_not_found():
    with pytest.raises(NotFound, match="compared with nobody"):
        everywhere(group="unicorns")
    with pytest.raises(NotFound):
        everywhere(area="Atlantis")
