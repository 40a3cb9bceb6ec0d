"""The smallest plan with four levels, as files and as data, for tests to change and to break."""

from pathlib import Path

from oneplan.plan.frame import Plan

SMALL = {
    "id": "small-plan-2027-30",
    "title": "A small plan",
    "area": "Atlantis",
    "years_from": 2027,
    "years_to": 2030,
    "stage": "draft",
    "vision": {"text": "Every child is heard.", "quoted": True, "source": "leaflet"},
    "sources": [{"id": "leaflet", "title": "A leaflet", "publisher": "A partnership"}],
    "levels": [
        {"id": "hope", "name": "hope", "plural": "hopes"},
        {"id": "goal", "name": "goal", "plural": "goals", "below": ["hope"]},
        {"id": "step", "name": "step", "plural": "steps", "below": ["goal"]},
        {"id": "task", "name": "task", "plural": "tasks", "below": ["step"]},
    ],
    "objectives": [
        {
            "id": "fairness",
            "name": "Fairness",
            "text": "for all",
            "why": {
                "claim": {"text": "It matters."},
                "evidence": {"text": "Figures."},
                "question": {"text": "For whom?"},
            },
            "indicators": [{"family": "attainment-8", "group": "care"}],
        }
    ],
    "themes": [
        {"id": "H", "name": "To be heard", "level": "hope", "ages": "every age"},
        {"id": "H-1", "name": "Ask", "level": "goal", "parent": "H"},
        {"id": "H-1.1", "name": "Ask in school", "level": "step", "parent": "H-1"},
        {"id": "H-1.1.1", "name": "Print cards", "level": "task", "parent": "H-1.1", "serves": ["fairness"]},
    ],
    "principles": [{"id": "voice", "name": "A voice", "text": "heard", "articles": [12]}],
    "evidence": [{"id": "survey", "name": "A survey", "heard": 12}],
    "activities": [{"id": "A-1", "name": "Print", "serves": ["H-1.1.1"], "lead": "The school"}],
}


def small_plan(**changes: object) -> Plan:
    """The small plan, with changes."""
    return Plan.model_validate({**SMALL, **changes})


def change_file(folder: Path, name: str, *, old: str, new: str) -> None:
    """Replace words in one of a plan's files; the words must be there."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
