"""Right help at the right time: what help there is, beside where need is, in plain words."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client

from oneplan.sources.directory import shelf
from oneplan.sources.directory.offers import Offer, Place
from oneplan.sources.directory.reading import Directory
from web.reading import read, text_of

EARLY = Offer("1", "Talk early", "A friendly hour.", "Health", "early", 1, 5, areas=("Stroud",))
LINE = Offer("2", "A line to talk", level="universal", youngest=8, oldest=25)
LAND = Offer(
    "3", "Garden", places=(Place(51.86, -2.24, "Barn", "GL1 1AA"),), website="https://example.org/garden"
)


@pytest.fixture
def site(own_home):
    return Client()


def keep(home, *offers, **named):
    given = {"source": "county.json", "taken": dt.date(2026, 11, 22), **named}
    shelf.keep_directory(Directory(offers, (), pages=1), home=home, **given)


def names(page):
    listed = page.partition('<ul class="op-entries">')[2].partition("</ul>")[0]
    return [text_of(part.partition("</h3>")[0]) for part in listed.split("<h3>")[1:]]


def test_before_a_directory_is_there_the_page_says_so_and_still_shows_need(site):
    page = read(site.get("/children/help/"))
    assert "No directory of help is here yet" in page
    assert "Forest of Dean" in page
    assert ">Services</th>" not in page
    assert site.get("/children/help.csv").status_code == 404


def test_each_service_says_for_whom_it_is_and_where(site, own_home):
    keep(own_home, EARLY, LINE, LAND)
    page = text_of(read(site.get("/children/help/")))
    assert "3 services are listed: 1 for every child, 1 of early help, 0 of specialist help." in page
    assert "For ages 1 to 5. Health. Stroud." in page
    assert "The directory does not say for which ages. Barn GL1 1AA." in page
    assert "county.json, taken on 22 November 2026" in page


def test_a_reader_chooses_kind_age_and_place(site, own_home):
    keep(own_home, EARLY, LINE, LAND)
    assert names(read(site.get("/children/help/?level=early"))) == ["Talk early"]
    assert names(read(site.get("/children/help/?age=10"))) == ["A line to talk"]
    assert names(read(site.get("/children/help/?district=E07000082"))) == ["Talk early"]
    page = read(site.get("/children/help/?level=specialist"))
    assert "That does not mean that there is none" in page
    assert "No specialist help is listed for" in page


@pytest.mark.parametrize(
    "query",
    ["level=%3Cscript%3E", "age=-1", "age=99", "age=١", "district=E07000001", "page=x", "page=99999999999"],
)
def test_what_is_not_understood_asks_for_all(site, own_home, query):
    keep(own_home, EARLY)
    answer = site.get(f"/children/help/?{query}")
    assert answer.status_code == 200
    assert names(read(answer)) == ["Talk early"]
    assert "<script>" not in read(answer)


def test_a_large_directory_comes_a_page_at_a_time_and_each_service_once(site, own_home):
    keep(own_home, *(Offer(str(number), f"Service {number:04d}", "words " * 900) for number in range(3000)))
    first, last = (site.get(f"/children/help/?page={number}") for number in (1, 150))
    assert len(first.content) < 120_000
    assert names(read(first))[0] == "Service 0000"
    assert names(read(last))[-1] == "Service 2999"
    assert 'rel="next"' in read(first)
    assert 'rel="next"' not in read(last)


def test_words_of_a_directory_cannot_become_part_of_the_page(site, own_home):
    keep(own_home, Offer("1", "<b>Bold</b>", "<script>alert(1)</script>", areas=("<i>",)))
    page = read(site.get("/children/help/"))
    assert "<script>alert" not in page
    assert "&lt;b&gt;Bold" in page


def test_made_up_services_are_marked_each(site, own_home):
    keep(own_home, EARLY, LINE, made_up=True)
    page = read(site.get("/children/help/"))
    assert page.count('<span class="op-illtag">made up</span>') == 2
    assert "These services do not exist" in page
    lines = list(csv.DictReader(io.StringIO(read(site.get("/children/help.csv")))))
    assert [line["made_up"] for line in lines] == ["yes", "yes"]


def test_the_files_say_what_the_page_says(site, own_home):
    keep(own_home, EARLY, LINE, LAND)
    lines = list(csv.DictReader(io.StringIO(read(site.get("/children/help.csv?level=early")))))
    assert [(line["service"], line["ages"]) for line in lines] == [("Talk early", "For ages 1 to 5.")]
    districts = list(
        csv.DictReader(io.StringIO(read(site.get("/children/help-by-district.csv?level=early"))))
    )
    assert {line["district"]: line["services"] for line in districts}["Stroud"] == "1"
    assert sum(int(line["neighbourhoods"]) for line in districts) == 393


def test_where_neighbourhoods_lie_is_known_the_page_names_those_with_nothing_near(site, own_home, tmp_path):
    table = tmp_path / "places.csv"
    table.write_text(
        "lsoa21_code,lsoa21_name,ltla24_code,ltla24_name,IMD_decile,latitude,longitude\n"
        "E01000001,Near,E07000001,Hill,1,51.86,-2.24\nE01000002,Far away,E07000001,Hill,1,52.5,-2.24\n"
    )
    shelf.keep_neighbourhoods(table, home=own_home)
    keep(own_home, LAND)
    page = text_of(read(site.get("/children/help/")))
    assert "1 of 2 neighbourhoods in need have no help within 3 km" in page
    assert "Far away : deprived; the nearest is 71 km away" in page
