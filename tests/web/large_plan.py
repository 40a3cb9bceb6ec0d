"""A plan of 40 priorities, 600 activities and 3,000 updates, of generated rows: as large as a plan may be."""

from itertools import product

from oneplan.plan.frame import Plan

PRIORITIES, ACTIVITIES, UPDATES = 40, 600, 3000
PILLARS = 4
ORGANISATIONS = 12
CHANGED = 5
"""Every so many updates one says what is different for children."""


def make_large_plan(*, id_="large-plan-2027-31", stage="draft"):
    """The plan; every entry says something, and all of it hangs together."""
    return Plan.model_validate(
        {
            "id": id_,
            "title": "A large plan of generated rows",
            "area": "Anywhere",
            "years_from": 2027,
            "years_to": 2031,
            "stage": stage,
            "vision": {"text": "Every child is safe, well and heard."},
            "levels": _levels(),
            "objectives": [{"id": f"O-{n}", "name": f"Objective {n}"} for n in range(4)],
            "themes": [*_pillars(), *_priorities()],
            "organisations": [{"id": f"org-{n}", "name": f"Organisation {n}"} for n in range(ORGANISATIONS)],
            "activities": [_activity(number) for number in range(ACTIVITIES)],
            "indicators": [_indicator(number) for number in range(PRIORITIES * 2)],
            "values": [_value(number) for number in range(PRIORITIES * 2)],
            "updates": [_update(number) for number in range(UPDATES)],
            "voices": [_voice(number) for number in range(200)],
        }
    )


def _levels():
    return [
        {"id": "pillar", "name": "pillar", "plural": "pillars"},
        {"id": "priority", "name": "priority", "plural": "priorities", "below": ["pillar"]},
    ]


def _pillars():
    return [{"id": f"pillar-{n}", "name": f"Pillar {n}", "level": "pillar"} for n in range(PILLARS)]


def _priorities():
    for pillar, number in product(range(PILLARS), range(PRIORITIES // PILLARS)):
        yield {
            "id": f"P{pillar}-{number + 1}",
            "name": f"Priority {number + 1} of pillar {pillar}",
            "text": "What we want for children here, in a sentence or two. " * 3,
            "level": "priority",
            "parent": f"pillar-{pillar}",
            "serves": [f"O-{(pillar + number) % 4}"],
        }


def _priority_of(number):
    return f"P{number % PILLARS}-{number % (PRIORITIES // PILLARS) + 1}"


def _activity(number):
    return {
        "id": f"A-{number}",
        "name": f"What is done, number {number}",
        "text": "What there will be, how much of it, and where. " * 3,
        "serves": [_priority_of(number)],
        "lead": f"org-{number % ORGANISATIONS}",
        "due": "2029-03-31",
        "resources": "Two people",
        "milestones": [
            {"id": f"A-{number}.m{step}", "name": f"Step {step}", "due": "2028-01-01"} for step in range(2)
        ],
    }


def _indicator(number):
    return {"id": f"I-{number}", "name": f"Indicator {number}", "serves": [_priority_of(number)]}


def _value(number):
    return {"of": f"I-{number}", "period": "2026", "value": 50.0 + number / 10, "baseline": True}


def _update(number):
    return {
        "id": f"U-{number}",
        "about": f"A-{number % ACTIVITIES}",
        "on": f"20{27 + number % 3}-0{number % 9 + 1}-01",
        "by": f"org-{number % ORGANISATIONS}",
        "text": "What was done since last time, in a sentence. " * 2,
        "changed": "More children came." if number % CHANGED == 0 else "",
    }


def _voice(number):
    return {"id": f"V-{number}", "name": f"Message {number}", "serves": [_priority_of(number)], "heard": 12}
