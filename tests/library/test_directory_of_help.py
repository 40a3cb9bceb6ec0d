"""A directory of help is read in both of its standard's editions, from files and from a feed, and checked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import refusal_of
from library.misbehaving_server import QUICK, misbehaving_server, send
from oneplan.errors import NotReachable, NotValid
from oneplan.sources.directory import reading
from oneplan.sources.directory.envelope import read_page
from oneplan.sources.directory.offers import Offer, Place, Reading
from oneplan.sources.directory.reading import fetch_directory, read_directory

LEVELS = {"Family support": "early", "Child psychiatry": "specialist"}


def third(id_, **changes):
    """A service as Open Referral UK writes it since 3.0."""
    return {
        "id": id_,
        "name": f"Service {id_}",
        "description": "A friendly hour.",
        "status": "active",
        "minimum_age": 0,
        "maximum_age": 4,
        "organization": {"id": "o", "name": "The play bus"},
        "attributes": [{"taxonomy_term": {"id": "t", "code": "fs", "name": "Family support"}}],
        "service_areas": [{"name": "The whole county"}],
        "service_at_locations": [
            {
                "location": {
                    "name": "Village hall",
                    "latitude": 51.8,
                    "longitude": -2.2,
                    "addresses": [{"postal_code": "GL1 1AA"}],
                }
            }
        ],
        **changes,
    }


def first(id_):
    """The same service as it was written before."""
    return {
        "id": id_,
        "name": f"Service {id_}",
        "description": "A friendly hour.",
        "status": "active",
        "eligibilitys": [{"minimum_age": 0, "maximum_age": 4}],
        "organization": {"id": "o", "name": "The play bus"},
        "service_taxonomys": [{"taxonomy": {"id": "fs", "name": "Family support"}}],
        "service_areas": [{"service_area": "The whole county"}],
        "service_at_locations": [
            {
                "location": {
                    "name": "Village hall",
                    "latitude": "51.8",
                    "longitude": "-2.2",
                    "physical_addresses": [{"postal_code": "GL1 1AA"}],
                }
            }
        ],
    }


def page_of_third(entries, *, number=1, pages=1):
    return json.dumps(
        {
            "total_items": 99,
            "total_pages": pages,
            "page_number": number,
            "size": len(entries),
            "first_page": number == 1,
            "last_page": number == pages,
            "empty": not entries,
            "contents": entries,
        }
    ).encode()


def page_of_first(entries, *, number=1, pages=1):
    return json.dumps(
        {
            "totalElements": 99,
            "totalPages": pages,
            "number": number,
            "size": len(entries),
            "first": number == 1,
            "last": number == pages,
            "content": entries,
        }
    ).encode()


@pytest.fixture
def read(tmp_path):
    """Reads a directory from the bytes of its pages."""

    def of(*pages, **given):
        for number, data in enumerate(pages):
            (tmp_path / f"page-{number}.json").write_bytes(data)
        return read_directory(tmp_path, **given)

    return of


OFFER = Offer(
    id="1",
    name="Service 1",
    text="A friendly hour.",
    organisation="The play bus",
    level="early",
    youngest=0,
    oldest=4,
    places=(Place(51.8, -2.2, "Village hall", "GL1 1AA"),),
    areas=("The whole county",),
    terms=("Family support", "fs"),
)


@pytest.mark.parametrize(
    "data",
    [
        page_of_third([third("1")]),
        page_of_first([first("1")]),
        json.dumps([third("1")]).encode(),
        json.dumps(third("1")).encode(),
    ],
)
def test_a_service_is_the_same_in_both_editions_and_in_both_envelopes(read, data):
    found = read(data, levels=LEVELS)
    assert found.offers == (OFFER,)
    assert found.doubts == ()


def test_pages_are_read_in_their_order_and_each_service_once(read):
    found = read(page_of_third([third("1"), third("2")]), page_of_third([third("2"), third("3")]))
    assert [one.id for one in found.offers] == ["1", "2", "3"]
    assert [(one.id, one.says) for one in found.doubts] == [
        ("2", "it is there twice; the first one was kept")
    ]
    assert found.pages == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "no id or no name"),
        ({"id": None}, "no id or no name"),
        ({"status": "inactive"}, "it is not active"),
        ({"minimum_age": 9, "maximum_age": 2}, "for ages 9 to 2, backwards"),
        (
            {"service_at_locations": [{"location": {"latitude": -2.2, "longitude": 51.8}}]},
            "at -2.2, 51.8: they look swapped",
        ),
        (
            {"service_at_locations": [{"location": {"latitude": 0, "longitude": 0}}]},
            "at 0, 0: that is not in the United Kingdom",
        ),
    ],
)
def test_what_is_doubtful_is_listed_and_never_guessed(read, changes, says):
    found = read(page_of_third([third("1", **changes)]))
    (doubt,) = found.doubts
    assert says in doubt.says
    assert all(one.places == () or one.youngest is None for one in found.offers)


def test_what_a_directory_does_not_say_is_not_known(read):
    (offer,) = read(json.dumps([{"id": "1", "name": "Help"}]).encode()).offers
    assert (offer.level, offer.youngest, offer.places, offer.is_for(7)) == ("", None, (), None)
    assert offer == Offer("1", "Help")


@pytest.mark.parametrize(
    ("terms", "level"),
    [
        (["Family support"], "early"),
        (["FAMILY SUPPORT"], "early"),
        (["Family support", "Child psychiatry"], "specialist"),
        (["Universal"], "universal"),
        (["Sport"], ""),
    ],
)
def test_the_level_is_the_most_special_one_that_its_words_say(terms, level):
    taken = Reading({term.casefold(): level for term, level in LEVELS.items()})
    attributes = [{"taxonomy_term": {"name": term}} for term in terms]
    taken.take(third("1", attributes=attributes), number=1)
    assert taken.offers["1"].level == level


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not readable as JSON"),
        (b"\xff\xfe", "not readable as JSON"),
        (b"<html>", "not readable as JSON"),
        (b"[" * 100_000, "not readable as JSON"),
        (b"7", "is no page of an Open Referral UK directory"),
        (b'{"contents": 7}', "is no page of an Open Referral UK directory"),
        (b'{"error": "no"}', "is no page of an Open Referral UK directory"),
    ],
)
def test_what_is_no_page_is_refused_by_name(read, data, says):
    said = refusal_of(lambda: read(data))
    assert said is not None
    assert said.startswith("page-0.json")
    assert says in said


def test_a_huge_file_and_too_many_services_are_refused(read, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_OFFERS", 2)
    assert "more than 2 services" in refusal_of(
        lambda: read(page_of_third([third(str(n)) for n in range(3)]))
    )
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    assert "larger than 10 bytes" in refusal_of(lambda: read_directory(tmp_path))
    assert "no directory of help" in refusal_of(lambda: read_directory(tmp_path / "none"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(entry=ANYTHING)
def test_no_entry_breaks_the_reading(entry):
    taken = Reading()
    taken.take(entry, number=1)
    assert len(taken.offers) + len(taken.doubts) >= 1


@given(field=st.sampled_from(sorted(third("1"))), value=ANYTHING)
def test_no_value_of_a_field_breaks_the_reading(field, value):
    taken = Reading()
    taken.take(third("1", **{field: value}), number=1)
    for offer in taken.offers.values():
        assert offer.name.isprintable()
        assert all(49 <= place.latitude <= 61 for place in offer.places)


@given(st.binary(max_size=200))
def test_no_bytes_break_a_page(data):
    said = refusal_of(lambda: read_page(data, name="it"))
    assert said is None or said.startswith("it is")


def feed(pages):
    """A server that sends these pages, told apart by their number."""

    def behave(handler):
        number = int(handler.path.rpartition("page=")[2])
        send(pages[min(number, len(pages)) - 1])(handler)

    return behave


@pytest.mark.parametrize("envelope", [page_of_third, page_of_first])
def test_a_feed_is_fetched_to_its_last_page_in_both_envelopes(envelope):
    pages = [envelope([third(str(number))], number=number, pages=3) for number in (1, 2, 3)]
    with misbehaving_server({"services": feed(pages)}) as server:
        found = fetch_directory(f"{server.address}/services", patience=QUICK)
        assert [one.id for one in found.offers] == ["1", "2", "3"]
        assert len(server.asked) == 3


def test_a_brief_list_is_made_whole_by_asking_for_each_service():
    brief = {"id": "1", "name": "Service 1"}
    pages = {"services": feed([page_of_third([brief])]), "1": send(json.dumps(third("1")).encode())}
    with misbehaving_server(pages) as server:
        found = fetch_directory(f"{server.address}/services", levels=LEVELS, patience=QUICK)
    assert found.offers == (OFFER,)


def test_a_feed_that_does_not_turn_its_pages_is_found_out():
    page = json.dumps({"contents": [third("1")]}).encode()
    with (
        misbehaving_server({"services": feed([page])}) as server,
        pytest.raises(NotValid, match="same as the one before"),
    ):
        fetch_directory(f"{server.address}/services", patience=QUICK)


def test_a_feed_that_is_not_there_is_not_reachable():
    with misbehaving_server({}) as server, pytest.raises(NotReachable, match="could not be fetched"):
        fetch_directory(f"{server.address}/services", patience=QUICK)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org",
        "http://example.org/services",
        "https://u:p@example.org",
        "https://a b",
        "",
        "x" * 500,
    ],
)
def test_only_an_address_of_a_feed_is_asked(address):
    with pytest.raises(NotValid, match="is no address of a feed"):
        fetch_directory(address)
