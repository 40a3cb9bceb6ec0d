"""Every table of every public page can be taken along as a file that has the same rows."""

import csv
import html
import io
import re
from dataclasses import dataclass

import pytest

from builders import shared_data
from web.reading import read, text_of

AREA = "?area=E06000011"
"""Another authority, so that its choice has to be carried into every file."""
PASSED_OVER = (
    "/static/",
    "/partners/",
    "/sign-in/",
    "/children/hidden-gaps/?",
)
"""What is no page for everybody, pages of one list, and one page whose tables have no files yet."""
SIGNATURE = ("publisher", "title", "edition", "licence")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True)
class Table:
    """One table of a page: its rows, and the address of its file."""

    caption: str
    rows: tuple[tuple[str, ...], ...]
    file: str


def tables_of(page):
    """The tables of a page; the file of each is the first linked to before the next heading."""
    found = []
    main = page.partition("<main")[2].partition("</main>")[0]
    for part in re.finditer(r"<table.*?</table>", main, re.DOTALL):
        after = re.split(r"<h[1-6][ >]", main[part.end() :])[0]
        link = re.search(r'href="([^"]+\.csv[^"]*)"', after)
        lines = re.findall(r"<tr[^>]*>(.*?)</tr>", part[0].partition("<tbody")[2], re.DOTALL)
        rows = [
            tuple(text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)) for line in lines
        ]
        caption = re.search(r"<caption[^>]*>(.*?)</caption>", part[0], re.DOTALL)
        found.append(
            Table(
                text_of(caption[1]) if caption else "without a caption",
                tuple(rows),
                html.unescape(link[1]) if link else "",
            )
        )
    return found


def words_of(text):
    return set(re.findall(r"[^\W\d_]+", text.lower()))


def numbers_of(text):
    return [number.replace(",", "") for number in NUMBER.findall(text.replace("−", ""))]


def holds(line, row):
    """Whether a line of a file has the name of a row and every number in it, rounded as the page rounds."""
    fields = [
        field for name, field in line.items() if name not in ("publisher", "title", "edition", "licence")
    ]
    if not words_of(row[0]) <= words_of(" ".join(fields)) | {"not", "comparable", "final", "and"}:
        return False
    said = " ".join(fields)
    for number in numbers_of(" ".join(row)):
        decimals = len(number.partition(".")[2])
        near = 0.51 * 10**-decimals
        known = [float(one) for one in numbers_of(said)]
        if not any(abs(one - float(number)) <= near for one in known):
            return False
    return True


def file_at(site, address):
    answer = site.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "text/csv; charset=utf-8", address
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def faults_of(site, page):
    """What is wrong with the tables of a page, in sentences."""
    faults, files = [], {}
    for table in tables_of(page):
        if not table.file:
            faults.append(f"no file near the table “{table.caption}”")
            continue
        if table.file not in files:
            files[table.file] = file_at(site, table.file)
        lost = [row for row in table.rows if not any(holds(line, row) for line in files[table.file])]
        faults += [f"{table.file} lacks {row} of “{table.caption}”" for row in lost]
    return faults


def links_of(page):
    for href in re.findall(r'href="(/[^"#]*)', page):
        address = html.unescape(href)
        if not address.startswith(PASSED_OVER) and not re.search(r"\.(csv|pdf)\b", address):
            yield address


def walk(site):
    """Every page that can be reached by links from the first one, each once."""
    waiting, seen = [f"/{AREA}"], {"/"}
    while waiting:
        address = waiting.pop()
        answer = site.get(address)
        assert answer.status_code == 200, address
        page = read(answer)
        yield address, page
        for link in links_of(page):
            path = link.partition("?")[0]
            if path not in seen:
                seen.add(path)
                waiting.append(link)


def test_every_table_of_every_page_has_its_file_with_the_same_rows(site):
    shared_data("lait")
    pages, tables, faults = 0, 0, []
    for address, page in walk(site):
        pages += 1
        tables += len(tables_of(page))
        faults += [f"{address}: {fault}" for fault in faults_of(site, page)]
    assert not faults, "\n".join(faults)
    assert pages > 200
    assert tables > 300


@pytest.mark.parametrize(
    "address",
    [
        "/children/hidden-gaps/?area=E06000058&against=region",
        "/children/hidden-gaps/?against=neighbours-2021&sort=change",
        "/children/measures/attainment-8/?group=care",
        "/children/measures/persistent-absence/?area=E06000053&group=in-need",
        "/plan/priorities/SW-2/",
    ],
)
def test_a_choice_is_kept_in_the_files(site, address):
    page = read(site.get(address))
    assert tables_of(page)
    assert faults_of(site, page) == []


def test_the_check_finds_a_table_without_a_file_and_a_file_without_its_row(site):
    table = (
        "<main><table><caption>Some</caption><tbody><tr><th>England</th><td>99.9</td></tr></tbody></table>"
    )
    assert faults_of(site, f"{table}<h2>Next</h2><a href='/x.csv'></a></main>") == [
        "no file near the table “Some”"
    ]
    linked = f'{table}<a href="/children/measures/attainment-8.csv?table=compared">CSV</a></main>'
    (fault,) = faults_of(site, linked)
    assert "lacks ('England', '99.9')" in fault
