"""A plan holds who does what by when, what is heard, shown and decided, and its parts hang together."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import ROOT, refusal_of
from library.plan_files import change_file, small_plan
from oneplan.plan.doing import Role
from oneplan.plan.files import read_plan, write_plan
from oneplan.plan.frame import Plan
from oneplan.plan.shelf import PACKAGED
from oneplan.plan.written import write_entry

INVENTED = ROOT / "docs" / "examples" / "invented-plan-2027-31"
EVERY_PLAN = [*sorted(path for path in PACKAGED.iterdir() if path.is_dir()), INVENTED]


@pytest.fixture
def folder(tmp_path):
    """The invented plan, to break."""
    write_plan(read_plan(INVENTED), tmp_path / INVENTED.name)
    return tmp_path / INVENTED.name


@pytest.mark.parametrize("source", EVERY_PLAN, ids=lambda path: path.name)
def test_each_plan_loads_from_files_alone_and_its_files_are_the_export_to_the_byte(source, tmp_path):
    plan = read_plan(source)
    write_plan(plan, tmp_path / plan.id)
    again = read_plan(tmp_path / plan.id)
    write_plan(again, tmp_path / "again")
    assert again == plan
    first = {path.name: path.read_bytes() for path in source.iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == first


def test_the_invented_plan_has_four_levels_uses_every_file_and_says_that_it_is_invented():
    plan = read_plan(INVENTED)
    assert plan.depth == 4
    assert [theme.id for theme in plan.below("belong")] == ["friends", "BE-1", "BE-1.a", "BE-2"]
    # A plan that follows none has no links, and it quotes nobody.
    unused = {name for name in Plan.model_fields if getattr(plan, name) in ((), None, "")}
    assert unused == {"follows", "links", "sources"}
    said = json.loads(plan.model_dump_json(exclude_defaults=True))
    assert all(
        one["illustrative"] for part in ("themes", "voices", "values", "targets") for one in said[part]
    )
    assert "invented" in plan.title


def test_one_indicator_holds_two_targets_and_a_target_of_nothing_is_a_target():
    plan = read_plan(INVENTED)
    assert [(one.group, one.period, one.value) for one in plan.targets if one.of == "TL-3.i"] == [
        ("all", "2028", 77.2),
        ("free-school-meals", "2028", 60.0),
    ]
    assert [one.value for one in plan.targets if one.of == "BE-1.j"] == [0.0]


def test_a_figure_that_is_not_known_is_not_nothing():
    unknown = next(value for value in read_plan(INVENTED).values if value.of == "BE-1.i")
    assert unknown.value is None
    assert unknown.missing == "Fewer than ten were asked"


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("activities.toml", 'lead = "health"', 'lead = "nobody"', "TL-3.1, lead: there is no “nobody”"),
        ("activities.toml", 'owner = "early-lead"', 'owner = "me"', "TL-3.1, owner: there is no “me”"),
        ("activities.toml", 'due = "2028-03-31"', 'due = "2027-03-31"', "TL-3.1: it cannot be due before"),
        ("activities.toml", 'due = "2028-03-31"', "due = 20280331", "TL-3.1, due: write a day as year-month"),
        ("activities.toml", 'due = "2028-03-31"', 'due = "31 March"', "activities.toml, TL-3.1, due"),
        ("activities.toml", 'due = "2028-03-31"', "due = 2028-03-31T10:00:00", "TL-3.1, due: write a day"),
        ("activities.toml", 'id = "TL-3.1.b"', 'id = "TL-3.1"', "TL-3.1, id: this id is used twice"),
        ("activities.toml", 'id = "TL-3.2"', 'id = "tl-9"', "tl-9, id: this id was used before and is spent"),
        ("activities.toml", 'serves = ["TL-2"]', 'serves = ["fair"]', "TL-3.2, serves: there is no “fair”"),
        ("roles.toml", 'ends = "2029-08-31"', 'ends = "2020-08-31"', "a term cannot end before it begins"),
        (
            "boards.toml",
            "meets_every = 91",
            'reports_to = ["young-panel"]',
            "each other in a circle",
        ),
        ("lineage.toml", 'was = ["TL-1", "TL-2"]', 'was = ["TL-1"]', "retired.toml, TL-2, id: nothing says"),
        ("lineage.toml", 'now = ["TL-3"]', 'now = ["TL-2"]', "in a circle; name what it became"),
        ("lineage.toml", 'was = ["TL-1", "TL-2"]', 'was = ["BE-2"]', "was: there is no “BE-2”"),
        ("lineage.toml", 'was = ["TL-1", "TL-2"]', "was = []", "lineage.toml, L-1, was"),
        ("values.toml", "value = 68.4", 'value = 68.4\nmissing = "?"', "give a value, or say in missing"),
        ("values.toml", "value = 68.4", "", "give a value, or say in missing why there is none"),
        ("values.toml", "value = 68.4", "value = nan", "values.toml, entry 1, value"),
        ("values.toml", "value = 68.4", "value = true", "values.toml, entry 1, value"),
        ("values.toml", "upper = 55.9", "upper = 45.9", "must lie between lower and upper"),
        ("values.toml", "denominator = 200", "denominator = 90", "larger than its denominator"),
        (
            "values.toml",
            'area = "England"\n',
            "",
            "free-school-meals 2025/26, of: the same group",
        ),
        ("targets.toml", 'of = "BE-1.j"', 'of = "BE-1"', "BE-1 all 2029, of: there is no “BE-1”"),
        ("voices.toml", 'because = "There is no money for it before 2031."\n', "", "“we will not” needs its"),
        ("decisions.toml", 'about = ["vision"]', 'about = ["dream"]', "D-2, about: there is no “dream”"),
        ("documents.toml", '"papers/arrangements.pdf"', '"javascript:alert(1)"', "begins with https://"),
        ("documents.toml", '"papers/arrangements.pdf"', '"../../secret"', "begins with https://"),
        ("plan.toml", 'meeting = "M-2"', 'meeting = "M-9"', "agreed.meeting: there is no “M-9”"),
        ("updates.toml", 'about = "TL-3.2"', 'about = "TL-3"', "U-2, about: there is no “TL-3”"),
        ("themes.toml", 'sponsor = "chair"', 'sponsor = "king"', "TL-3, sponsor: there is no “king”"),
    ],
)
def test_what_does_not_hang_together_is_refused_by_file_entry_and_field(folder, name, old, new, says):
    change_file(folder, name, old=old, new=new)
    said = refusal_of(lambda: read_plan(folder))
    assert said is not None, "the plan was taken"
    assert says in said
    assert said.startswith(INVENTED.name)
    assert "\n" not in said


def test_a_day_may_be_written_as_toml_has_it_and_goes_out_in_one_way(folder):
    before = read_plan(folder)
    change_file(folder, "activities.toml", old='due = "2028-03-31"', new="due = 2028-03-31")
    assert read_plan(folder) == before


def test_who_leads_is_a_name_where_the_plan_lists_no_organisations():
    assert small_plan().activities[0].lead == "The school"
    with pytest.raises(ValidationError, match="no “The school”"):
        small_plan(organisations=[{"id": "school", "name": "The school"}])


def test_a_role_is_vacant_when_its_terms_are_over_and_not_when_nobody_is_named():
    role = Role(id="r", name="A role", terms=({"person": "P", "begins": "2026-01-01", "ends": "2026-12-31"},))
    assert not role.is_vacant(dt.date(2026, 12, 31))
    assert role.is_vacant(dt.date(2027, 1, 1))
    assert not Role(id="r", name="A role").is_vacant(dt.date(2027, 1, 1))


def test_what_happened_to_priorities_has_a_word():
    (line,) = read_plan(INVENTED).lineage
    assert line.word == "merged"
    assert line.model_copy(update={"was": ("a",), "now": ("b", "c")}).word == "split"
    assert line.model_copy(update={"was": ("a",), "now": ("b",)}).word == "changed"
    assert line.model_copy(update={"now": ()}).word == "ended"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_figure_is_written_as_toml_reads_it(value):
    from tomllib import loads

    assert loads(write_entry({"value": value})) == {"value": value}


@given(
    name=st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30),
    day=st.dates(),
    value=st.floats(-1e6, 1e6),
)
def test_milestones_days_and_figures_come_back_as_written(tmp_path_factory, name, day, value):
    if not name.strip():
        return
    milestone = {"id": "A-1.1", "name": name, "due": day}
    plan = small_plan(
        activities=[{"id": "A-1", "name": "Print", "serves": ["H"], "milestones": [milestone]}],
        indicators=[{"id": "i", "name": "An indicator"}],
        targets=[{"of": "i", "period": "2030", "value": value}],
    )
    folder = tmp_path_factory.mktemp("plans") / "one"
    write_plan(plan, folder)
    assert read_plan(folder) == plan
