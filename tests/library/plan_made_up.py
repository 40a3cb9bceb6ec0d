"""Makes plans of any size, with a few of everything left out, for tests and measurements."""

from random import Random

from oneplan.plan.frame import Plan


def made_up_plan(*, priorities: int = 40, activities: int = 600, updates: int = 3000, seed: int = 1) -> Plan:
    """A plan with so many priorities, activities and updates, drawn by chance."""
    chance = Random(seed)
    themes = [f"P-{number}" for number in range(1, priorities + 1)]
    return Plan.model_validate(
        {
            "id": "made-up",
            "title": "A made-up plan",
            "area": "Atlantis",
            "years_from": 2027,
            "years_to": 2030,
            "stage": "draft",
            "vision": {"text": "All is well."},
            "levels": [
                {"id": "pillar", "name": "pillar", "plural": "pillars"},
                {"id": "priority", "name": "priority", "plural": "priorities", "below": ["pillar"]},
            ],
            "objectives": [{"id": f"o{number}", "name": f"Objective {number}"} for number in range(4)],
            "themes": [
                *({"id": f"p{number}", "name": f"Pillar {number}", "level": "pillar"} for number in range(4)),
                *(_priority(id_, chance) for id_ in themes),
            ],
            "organisations": [{"id": f"org-{number}", "name": f"Partner {number}"} for number in range(12)],
            "boards": [{"id": "board", "name": "The board"}],
            "activities": [_activity(number, themes, chance=chance) for number in range(activities)],
            "indicators": [
                {"id": f"i-{number}", "name": f"Indicator {number}", "serves": _some(themes, chance)}
                for number in range(priorities * 2)
            ],
            "voices": [_voice(number, themes, chance=chance) for number in range(priorities * 5)],
            "meetings": [{"id": f"m-{n}", "name": f"Meeting {n}", "on": "2027-05-01"} for n in range(12)],
            "decisions": [_decision(number, themes, chance=chance) for number in range(priorities)],
            "updates": [_update(number, activities, chance=chance) for number in range(updates)],
        }
    )


def _some(ids: list[str], chance: Random) -> list[str]:
    return chance.sample(ids, chance.choice([0, 1, 1, 2]) if len(ids) > 1 else 1)


def _priority(id_: str, chance: Random) -> dict[str, object]:
    serves = chance.sample([f"o{number}" for number in range(4)], chance.randint(0, 2))
    return {
        "id": id_,
        "name": f"Priority {id_}",
        "level": "priority",
        "parent": f"p{chance.randrange(4)}",
        "serves": serves,
    }


def _activity(number: int, themes: list[str], *, chance: Random) -> dict[str, object]:
    milestones = [
        {"id": f"A-{number}.{one}", "name": f"Step {one}", "due": "2028-01-31"}
        for one in range(chance.randint(0, 3))
    ]
    return {
        "id": f"A-{number}",
        "name": f"Activity {number}",
        "text": "Open a place to play in one more village.",
        "serves": _some(themes, chance),
        "lead": chance.choice(["", *(f"org-{one}" for one in range(12))]),
        "contributors": chance.sample([f"org-{one}" for one in range(12)], chance.randint(0, 2)),
        "due": "2028-03-31",
        "resources": "Two posts",
        "milestones": milestones,
    }


def _voice(number: int, themes: list[str], *, chance: Random) -> dict[str, object]:
    told = chance.random() < 0.3
    return {
        "id": f"V-{number}",
        "name": f"Message {number}",
        "heard": chance.randint(1, 400),
        "groups": chance.sample(["care", "free-school-meals"], chance.randint(0, 1)),
        "serves": _some(themes, chance),
        "answer": "we-did" if told else "",
        **({"told_back": "2027-06-01"} if told else {}),
    }


def _decision(number: int, themes: list[str], *, chance: Random) -> dict[str, object]:
    about = _some(themes, chance)
    return {"id": f"d-{number}", "name": f"Decision {number}", "meeting": f"m-{number % 12}", "about": about}


def _update(number: int, activities: int, *, chance: Random) -> dict[str, object]:
    return {
        "id": f"U-{number}",
        "about": f"A-{chance.randrange(activities)}",
        "on": "2027-06-01",
        "by": f"org-{chance.randrange(12)}",
        "text": "As planned.",
        "changed": chance.choice(["", "", "Twelve more children play there."]),
    }
