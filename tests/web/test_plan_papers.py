"""The plan on paper: tagged, with a title, a language and bookmarks, and the words that the pages have."""

import re
import zlib
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from oneplan.web.design.papers import Block, Paper, make_pdf
from oneplan.web.plan.papers import write_paper
from oneplan.web.plan.printing import print_paper
from oneplan.web.plan.queries import Shelf, find_shelf
from web.large_plan import make_large_plan
from web.plans import brought_into_force, in_force, kept, plan_of
from web.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = date(2027, 3, 1)
PAPER = Paper(
    title="A paper",
    about="For a test",
    author="Somebody",
    notice="",
    blocks=(
        Block("heading", "First"),
        Block("text", "Words.", illustrative=True),
        Block("quote", "Said so", about="Someone"),
        Block("list", rows=(("one",), ("two",))),
        Block("facts", rows=(("Name", "Value"),)),
        Block("table", "A table", rows=(("Head", "Other"), ("a", "b"))),
    ),
)


def inside(pdf):
    """What stands in a PDF, its packed parts unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [pdf]
    for part in packed:
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def count_pages(*rows):
    table = Block("table", "A table", rows=(("Head", "b", "c", "d", "e"), *rows))
    return len(re.findall(rb"/Type\s*/Page\b", inside(make_pdf(replace(PAPER, blocks=(table,)), day=DAY))))


def test_a_row_of_a_table_stands_on_one_page_and_one_that_is_longer_than_a_page_is_not_lost():
    most_of_a_page = ("a", "word " * 100, "c", "d", "e")
    assert count_pages(most_of_a_page) == 1
    assert count_pages(*[most_of_a_page] * 4) == 4
    assert count_pages(("a", "word " * 1000, "c", "d", "e")) > 4


def test_a_paper_says_its_title_its_language_its_structure_and_its_bookmarks():
    held = inside(make_pdf(PAPER, day=DAY))
    assert b"/Lang(en-GB)" in held
    assert b"/MarkInfo" in held
    assert b"/StructTreeRoot" in held
    assert b"/Outlines" in held
    assert b"<pdfuaid:part>1</pdfuaid:part>" in held
    assert b"A paper" in held
    for tag in (b"/H1", b"/P", b"/L", b"/Table", b"/TH", b"/TD", b"/BlockQuote"):
        assert tag in held, tag


def test_one_paper_of_one_day_is_the_same_to_the_byte():
    assert make_pdf(PAPER, day=DAY) == make_pdf(PAPER, day=DAY)
    assert make_pdf(PAPER, day=DAY) != make_pdf(PAPER, day=date(2027, 3, 2))


@pytest.mark.parametrize(
    "words",
    [
        "#panic() $x$ *bold* _it_ @label <tag> \\ // /* [",
        '#read("/etc/passwd")',
        '#import "@preview/example:0.1.0": add',
        "= Heading\n\n- list",
        "ŵ ŷ ł ğ é “quoted” – dash…",
        "word " * 5000,
        "W" * 3000,
    ],
)
def test_no_word_is_taken_for_an_order(words):
    paper = replace(PAPER, title=words[:200], blocks=(Block("heading", words[:300]), Block("text", words)))
    assert make_pdf(paper, day=DAY).startswith(b"%PDF-")


def test_signs_without_a_letter_cost_the_standard_and_not_the_paper():
    held = inside(make_pdf(replace(PAPER, title="A 🦄 paper \U000f0000"), day=DAY))
    assert b"/StructTreeRoot" in held


@pytest.mark.parametrize("address", ["/plan/plan.pdf", "/plan/young-people.pdf", "/plan/priorities/TL-3.pdf"])
def test_a_paper_is_sent_as_a_pdf_with_a_name(site, address):
    in_force("invented-plan-2027-31")
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "invented-plan-2027-31" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in inside(answer.content)


def test_the_papers_are_listed_with_their_kind_and_size(site):
    page = text(site.get("/plan/"))
    size = len(site.get("/plan/plan.pdf").content)
    assert f"The whole plan PDF, {size / 1024:.1f} KB" in page
    assert "In a few words, for young people PDF, " in page
    assert "Everything that is done CSV" in page
    assert 'href="/plan/priorities/SW-2.pdf"' in read(site.get("/plan/priorities/SW-2/"))


def test_a_paper_of_a_demonstration_says_so_on_every_page(site):
    shelf = find_shelf()
    paper = write_paper(shelf, "plan", day=DAY, author="Somebody", notice="not made by or for anybody")
    assert paper.notice == "not made by or for anybody"
    assert print_paper(shelf, "plan") != make_pdf(paper, day=DAY)


def test_nobody_waits_for_the_size_of_a_large_paper(own_home, client):
    brought_into_force(kept(make_large_plan()))
    assert "The whole plan PDF Everything" in re.sub(
        r"In a few words, for young people PDF ", "", text(client.get("/plan/"))
    )
    assert client.get("/plan/plan.pdf").status_code == 200
    assert re.search(r"The whole plan PDF, \d", text(client.get("/plan/")))


@pytest.mark.parametrize("address", ["/plan/priorities/nowhere.pdf", "/plan/priorities/learn.pdf"])
def test_there_is_no_paper_of_what_is_not_there(site, address):
    in_force("invented-plan-2027-31")
    assert site.get(address).status_code == 404


def test_the_paper_of_the_plan_says_what_its_pages_say():
    shelf = Shelf((plan_of("invented-plan-2027-31"),))
    paper = write_paper(shelf, "plan", day=DAY, author="Somebody", notice="")
    said = "\n".join(
        " ".join((one.text, one.about, *(" ".join(row) for row in one.rows))) for one in paper.blocks
    )
    for words in (
        "Every child here is known, safe and hopeful.",
        "TL-3: A good start, whatever a family earns",
        "TL-3.1: A talking check for every child at two (illustrative) The health visitors Head of",
        "Children on free school meals 49.0% (from 42.1 to 55.9), 2025/26",
        "The thread through the plan breaks in",
    ):
        assert words in said, words
    levels = [one.level for one in paper.blocks if one.kind == "heading"]
    assert all(after <= before + 1 for before, after in pairwise([0, *levels]))


def test_the_paper_of_a_priority_says_where_the_thread_breaks():
    shelf = Shelf((plan_of("invented-plan-2027-31"),))
    paper = write_paper(shelf, "BE-2", day=DAY, author="Somebody", notice="")
    (thread,) = [one for one in paper.blocks if one.kind == "facts"]
    assert dict(thread.rows)["What was heard"] == "No message from children or families leads here."
    assert len(thread.rows) == 10
