"""The file of a page: the same comparisons, in the same order, with the same figures."""

import csv
import io

import pytest

from web.reading import all_rows

QUERIES = [
    "",
    "?area=E10000016",
    "?group=poverty&sort=rank",
    "?against=region&repeats=yes",
    "?sort=change&topic=Absence",
]


def lines(site, query):
    answer = site.get(f"/children/hidden-gaps.csv{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize("query", QUERIES)
def test_a_file_holds_what_the_pages_show(site, query):
    shown = all_rows(site, f"/children/hidden-gaps/{query}")
    filed = lines(site, query)
    assert [row.anchor for row in shown] == [f"{line['family']}-{line['group']}" for line in filed]
    for row, line in zip(shown, filed, strict=True):
        decimals = int(line["decimals"])
        assert row.gap == f"{abs(float(line['gap'])):.{decimals}f}"
        assert row.rank.endswith(f" of {line['of']}")
        assert line["headline_sentence"] in row.text
        assert line["group_sentence"] in row.text


def test_a_file_says_where_it_comes_from(site):
    first = lines(site, "")[0]
    assert first["publisher"] == "Department for Education"
    assert first["licence"] == "Open Government Licence v3.0"
    assert first["area_name"] == "Gloucestershire"
    assert first["edition"]


def test_a_file_is_named_after_its_area(site):
    answer = site.get("/children/hidden-gaps.csv?area=E06000010")
    assert (
        answer["Content-Disposition"] == 'attachment; filename="hidden-gaps-kingston-upon-hull-city-of.csv"'
    )


def test_what_is_unknown_is_empty_in_a_file(site):
    unknown = [line for line in lines(site, "?area=E06000017") if not line["neighbours_gap"]]
    assert all(line["wider_than_neighbours"] == "" for line in unknown)


def test_there_is_no_file_without_statistics(empty_home, client):
    assert client.get("/children/hidden-gaps.csv").status_code == 503
