"""Plans that live side by side say of each other only what is there, and ids cannot be mixed up."""

import pytest

from builders import ROOT
from library.plan_files import small_plan
from oneplan.errors import NotValid
from oneplan.plan.files import read_plan
from oneplan.plan.together import check_together

INVENTED = read_plan(ROOT / "docs" / "examples" / "invented-plan-2027-31")


def best_start(*ids):
    return small_plan(
        id="invented-best-start-2026",
        levels=[{"id": "goal", "name": "goal", "plural": "goals"}],
        themes=[{"id": id_, "name": "Talk", "level": "goal"} for id_ in ids],
        activities=[],
    )


def test_plans_that_fit_are_taken_and_a_plan_that_is_not_here_is_left_alone():
    check_together([INVENTED, best_start("BS-1")])
    check_together([INVENTED])


@pytest.mark.parametrize(
    ("ids", "says"),
    [
        (["BS-2"], "TL-3.1, also_in: invented-best-start-2026 has no theme “BS-1”"),
        (["BS-1", "tl-3.1"], "TL-3.1, id: invented-best-start-2026 calls something of its own TL-3.1"),
        (["BS-1", "TL-3.1.b"], "calls something of its own TL-3.1.b"),
        (["BS-1", "health"], "calls something of its own health"),
    ],
)
def test_what_does_not_fit_is_refused_by_plan_activity_and_field(ids, says):
    with pytest.raises(NotValid, match=says):
        check_together([INVENTED, best_start(*ids)])
