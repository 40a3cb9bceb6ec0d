"""What a partnership decides for itself: read from one file, and refused in one sentence."""

import pytest
from pydantic import ValidationError

from builders import refusal_of
from library.command import run
from oneplan.choices import Choices, Thresholds, read_choices, write_choices
from oneplan.words.area import find_area, list_authorities

GOOD = """
area = "Kent"
[words]
plan = "Plan"
partnership = "Kent children's partnership"
[stages.starting-well]
name = "Starting well"
ages = "to reception"
"""


def read(tmp_path, text: str | bytes) -> Choices:
    path = tmp_path / "partnership.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_choices(path)


def test_a_short_file_is_enough_and_the_rest_is_usual(tmp_path):
    choices = read(tmp_path, GOOD)
    assert choices.area == "Kent"
    assert choices.neighbours == "2025"
    assert choices.thresholds == Thresholds()
    assert choices.levels.objective == "objective"


def test_where_there_is_no_file_the_default_partnership_decides(tmp_path):
    choices = read_choices(tmp_path / "partnership.toml")
    assert choices.demonstration
    assert set(choices.stages) == {"starting-well", "growing-well", "being-well"}


def test_choices_do_not_change_once_read(tmp_path):
    with pytest.raises(ValidationError):
        read(tmp_path, GOOD).area = "Leeds"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("area = ", "not readable as TOML"),
        ("area = 'Kent'\narea = 'Leeds'", "not readable as TOML"),
        ("\x00", "not readable as TOML"),
        (GOOD.encode() + b"# caf\xe9", "not a text in UTF-8"),
        ("", "area"),
        (GOOD.replace("Kent", "Atlantis", 1), "No area is called “Atlantis”"),
        (GOOD.replace("Kent", "Northamptonshire", 1), "North Northamptonshire and West Northamptonshire"),
        (GOOD.replace("Kent", "England", 1), "not a local authority"),
        (GOOD.replace('"Kent"', "886", 1), "area"),
        (GOOD.replace('"Kent"', '""', 1), "area"),
        ("colour = 'red'\n" + GOOD, "colour"),
        (GOOD + "[thresholds]\nhow_wide = 1", "thresholds.how_wide"),
        (GOOD + "[thresholds]\nsteady_periods = 2", "steady_at_least cannot be more than steady_periods"),
        (GOOD + "[thresholds]\nsteady_periods = 0", "thresholds.steady_periods"),
        (GOOD + "[thresholds]\nmoving_step = 1.5", "thresholds.moving_step"),
        (GOOD + "[thresholds]\nmoving_step = nan", "thresholds.moving_step"),
        (GOOD + "[thresholds]\nwidest_part = 1", "thresholds.widest_part"),
        (GOOD + "[thresholds]\nleast_neighbours = 11", "thresholds.least_neighbours"),
        (GOOD + "[thresholds]\nleast_neighbours = 'five'", "thresholds.least_neighbours"),
        ("neighbours = '2019'\n" + GOOD, "neighbours"),
        (GOOD.replace('plan = "Plan"', 'plan = ""'), "words.plan"),
        (GOOD.replace('plan = "Plan"\n', ""), "words.plan"),
        (GOOD.replace("starting-well", "middle"), "stages"),
        (GOOD.replace("[words]", "[[words]]"), "words"),
    ],
)
def test_a_file_that_cannot_be_followed_is_one_sentence_that_names_file_and_choice(tmp_path, text, says):
    refusal = refusal_of(lambda: read(tmp_path, text))
    assert refusal is not None
    assert str(tmp_path / "partnership.toml") in refusal
    assert says in refusal
    assert refusal.endswith((".", "?"))
    assert "\n" not in refusal
    assert run("hidden", home=tmp_path).refusal == refusal


@pytest.mark.parametrize("area", list_authorities(), ids=lambda area: area.name)
def test_the_file_written_for_any_authority_can_be_read_again(tmp_path, area):
    path = tmp_path / "new" / "partnership.toml"
    write_choices(path, area=area)
    assert find_area(read_choices(path).area) == area


def test_a_file_is_never_overwritten(tmp_path):
    path = tmp_path / "partnership.toml"
    path.write_text("mine")
    refusal = refusal_of(lambda: write_choices(path))
    assert refusal is not None
    assert "exists" in refusal
    assert path.read_text() == "mine"
