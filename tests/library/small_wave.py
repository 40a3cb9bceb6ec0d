"""A small wave with every kind of question, for tests of its close."""

from datetime import date

from library.questionnaire_made_up import number, one, several, small, text
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.waves.wave import Group, Wave

YOUNG = Group(school="100001", year=4, version="young")
OLD = Group(school="100001", year=8, version="old")
DATA = small(
    one("first"),
    several("liked", "art", "music", ask_if="first is yes"),
    number("times", 0, 10),
    one("secret", sensitivity="special", versions=["old"]),
    text("words"),
    one("last"),
)
ASKED = Questionnaire.model_validate(DATA)


def a_wave(**changes):
    given = {
        "id": "2027",
        "title": "How is life?",
        "versions": ("young", "old"),
        "languages": ("en",),
        "opens": date(2027, 3, 1),
        "closes": date(2027, 3, 31),
        "state": "open",
        "schools": {"100001": "Ash School"},
    }
    return Wave(**(given | changes))
