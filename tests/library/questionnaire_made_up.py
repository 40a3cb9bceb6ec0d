"""A small questionnaire with two versions, as data and as YAML, for tests to change and to break."""

import copy

import yaml

from oneplan.listen.definition.questionnaire import Questionnaire

NOTICE = "An adult reads this. You can call Childline on 0800 1111. In danger, call 999."


def one(id_, *codes, **more):
    """A question with one choice."""
    return {
        "id": id_,
        "topic": "life",
        "kind": "one",
        "versions": ["young", "old"],
        "asks": "How are you?",
        "options": [{"code": code, "says": "Yes"} for code in codes or ("yes", "no")],
        **more,
    }


def several(id_, *codes, **more):
    """A question with several choices."""
    return one(id_, *codes, kind="several", **more)


def number(id_, lowest, highest, **more):
    """A question for a whole number."""
    made = one(id_, kind="number", lowest=lowest, highest=highest, **more)
    return {name: value for name, value in made.items() if name != "options"}


def text(id_, **more):
    """A question for free text."""
    made = one(id_, kind="text", **more)
    return {name: value for name, value in made.items() if name != "options"}


def small(*questions, **changes):
    """The small questionnaire as data, with these questions and changes."""
    return {
        "id": "small",
        "title": "A small survey",
        "wave": "2027",
        "versions": {
            "young": {"name": "Young", "years": [4]},
            "old": {"name": "Old", "years": [8]},
        },
        "topics": {"life": "Life"},
        "scales": {
            "amount": {
                "name": "How much",
                "codes": [{"code": "little", "says": "Little"}, {"code": "lot", "says": "A lot"}],
            }
        },
        "safeguarding": NOTICE,
        "questions": list(questions) or [one("first"), one("last")],
        **changes,
    }


def made(*questions, **changes):
    """The small questionnaire, read."""
    return Questionnaire.model_validate(copy.deepcopy(small(*questions, **changes)))


def as_yaml(data):
    """Data as the bytes of a file, without aliases."""
    plain = yaml.SafeDumper
    plain.ignore_aliases = lambda self, data: True
    return yaml.dump(data, Dumper=plain, sort_keys=False, allow_unicode=True).encode()
