"""The codes of a school as cards to cut, and as a file."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.waves.codes import show_code
from oneplan.listen.waves.wave import Group
from oneplan.web.design.papers import Block, Paper
from oneplan.web.listen.models import School

COLUMNS = ("school", "year", "version", "code")
Codes = Mapping[Group, Sequence[str]]


def write_cards(
    school: School, codes: Codes, *, asked: Questionnaire, address: str, author: str, notice: str
) -> Paper:
    """The paper of a school's cards: a page that says what to do, then the cards of each class."""
    title = f"Cards for {school.name}"
    about = f"{school.wave}. {sum(map(len, codes.values())):,} cards"
    return Paper(title, about, author, notice, tuple(_blocks(codes, asked=asked, address=address)))


def write_codes(codes: Codes) -> str:
    """The same codes as CSV, for schools that print their own cards."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for group, made in codes.items():
        writer.writerows((group.school, group.year, group.version, show_code(code)) for code in made)
    return file.getvalue()


def _blocks(codes: Codes, *, asked: Questionnaire, address: str) -> Iterator[Block]:
    steps = (
        "Print these pages on one side, and cut along the lines.",
        "Put the cards of a class face down. Each pupil draws one. Nobody writes down who has which.",
        "A card works on any device until the survey is closed. Whoever was cut off types it again.",
        "Collect no cards. Destroy those that are left when your school has ended.",
    )
    yield Block("list", rows=tuple((step,) for step in steps))
    for group, made in codes.items():
        version = asked.versions[group.version].name
        heading = f"Year {group.year}: {version} ({len(made)} cards)"
        yield Block("cards", heading, about=address, rows=tuple((show_code(code),) for code in made))
