"""A plan goes out as a folder of readable files and comes back the same, or is refused in one sentence."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import all_bytes, refusal_of
from library.plan_files import SMALL, change_file, small_plan
from oneplan.errors import NotFound, NotValid
from oneplan.plan.files import MOST_BYTES, read_plan, to_texts, write_plan
from oneplan.plan.shelf import PACKAGED, read_plans
from oneplan.plan.texts import read_texts
from oneplan.plan.written import write_entry

PACKAGED_PLANS = sorted(path.name for path in PACKAGED.iterdir() if path.is_dir())


@pytest.fixture
def folder(tmp_path):
    """The small plan as files."""
    write_plan(small_plan(), tmp_path / "small-plan-2027-30")
    return tmp_path / "small-plan-2027-30"


def refused(folder):
    said = refusal_of(lambda: read_plan(folder))
    assert said is not None, "the plan was taken"
    assert "\n" not in said
    assert str(folder.parent) not in said
    return said


@pytest.mark.parametrize("name", PACKAGED_PLANS)
def test_a_plan_that_comes_with_oneplan_goes_out_and_comes_back_the_same(name, tmp_path):
    plan = read_plan(PACKAGED / name)
    write_plan(plan, tmp_path / name)
    assert read_plan(tmp_path / name) == plan
    here = {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
    assert here == {path.name: path.read_bytes() for path in (PACKAGED / name).iterdir()}


def test_a_plan_of_four_levels_goes_out_and_comes_back_the_same(folder):
    plan = small_plan()
    assert plan.depth == 4
    assert read_plan(folder) == plan
    assert [theme.id for theme in plan.below("H")] == ["H-1", "H-1.1", "H-1.1.1"]


def test_writing_twice_changes_nothing(folder):
    before = all_bytes(folder)
    write_plan(small_plan(), folder)
    assert all_bytes(folder) == before


def test_writing_a_changed_plan_leaves_no_file_behind(folder):
    write_plan(small_plan(activities=[], title="Another title"), folder)
    assert not (folder / "activities.toml").exists()
    assert read_plan(folder).title == "Another title"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_that_holds_anything_else_is_not_written_over(folder):
    (folder / "minutes.txt").write_text("what was said")
    before = all_bytes(folder)
    with pytest.raises(NotValid, match=r"minutes\.txt"):
        write_plan(small_plan(title="Another"), folder)
    assert all_bytes(folder) == before


def test_a_write_that_fails_leaves_the_old_plan(folder, monkeypatch):
    before = all_bytes(folder)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("oneplan.plan.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_plan(small_plan(title="Another"), folder)
    assert all_bytes(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_without_a_plan_is_not_found(tmp_path):
    with pytest.raises(NotFound, match=r"no plan\.toml"):
        read_plan(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("themes.toml", 'id = "H-1"\n', 'id = "H"\n', "themes.toml, H, id: this id is used twice"),
        ("themes.toml", 'id = "H-1"\n', 'id = "fairness"\n', "themes.toml, fairness, id"),
        ("themes.toml", 'id = "H-1"\n', 'id = "VISION"\n', "themes.toml, VISION, id"),
        ("themes.toml", 'id = "H-1"\n', 'id = "../../etc"\n', "themes.toml, ../../etc, id"),
        ("themes.toml", 'id = "H-1"\n', 'id = "H 1"\n', "themes.toml, H 1, id"),
        ("themes.toml", 'parent = "H"', 'parent = "Z"', "themes.toml, H-1, parent: there is no “Z”"),
        ("themes.toml", 'parent = "H"', 'parent = "H-1.1"', "H-1, parent: a goal stands under hope"),
        ("themes.toml", 'parent = "H"', 'parent = ""', "H-1, parent: it is missing"),
        ("themes.toml", 'ages = "every age"', 'parent = "H-1"', "H, parent: a hope stands at the top"),
        ("themes.toml", 'level = "goal"', 'level = "dream"', "H-1, level: there is no “dream”"),
        ("themes.toml", 'serves = ["fairness"]', 'serves = ["joy"]', "H-1.1.1, serves: there is no “joy”"),
        ("themes.toml", 'ages = "every age"', 'age = "every"', "themes.toml, H, age: Extra inputs"),
        ("themes.toml", 'name = "Ask"', "name = 7", "themes.toml, H-1, name"),
        ("themes.toml", 'name = "Ask"', 'name = ""', "themes.toml, H-1, name"),
        ("themes.toml", 'name = "Ask"', 'name = "\\u202Eksa"', "a letter that cannot be seen (U+202E)"),
        ("themes.toml", 'name = "Ask"', 'name = "Ask', "themes.toml is not readable as TOML"),
        ("themes.toml", "[[themes]]", "[[activities]]", "themes.toml, activities: only [[themes]] may stand"),
        ("levels.toml", 'plural = "hopes"', 'plural = "hopes"\nbelow = ["task"]', "go round in a circle"),
        (
            "levels.toml",
            'below = ["hope"]',
            'below = ["dream"]',
            "levels.toml, goal, below: there is no “dream”",
        ),
        ("plan.toml", "years_to = 2030", "years_to = 2020", "years_to: a plan cannot end before it begins"),
        ("plan.toml", "years_to = 2030", "years_to = 1e400", "plan.toml, years_to"),
        (
            "plan.toml",
            "years_to = 2030",
            'follows = "small-plan-2027-30"\nyears_to = 2030',
            "cannot follow itself",
        ),
        ("plan.toml", 'stage = "draft"', 'stage = "done"', "plan.toml, stage"),
        ("plan.toml", 'stage = "draft"', 'stage = "draft"\nthemes = []', "themes: it has a file of its own"),
        ("plan.toml", 'source = "leaflet"', 'source = "tale"', "there is no source “tale”"),
        ("plan.toml", 'source = "leaflet"', "", "quoted words need a text, and the source"),
        ("plan.toml", "quoted = true", "quoted = true\nillustrative = true", "not illustrative"),
        ("principles.toml", "articles = [12]", "articles = [55]", "principles.toml, voice, articles.0"),
        ("evidence.toml", "heard = 12", "heard = 0", "evidence.toml, survey, heard"),
        ("activities.toml", 'serves = ["H-1.1.1"]', 'serves = ["H-9"]', "A-1, serves: there is no “H-9”"),
    ],
)
def test_a_bad_file_is_refused_by_file_entry_and_field(folder, name, old, new, says):
    change_file(folder, name, old=old, new=new)
    said = refused(folder)
    assert says in said
    assert said.startswith("small-plan-2027-30/")


def test_a_huge_file_is_refused_before_it_is_read(folder):
    (folder / "themes.toml").write_text("#" * (MOST_BYTES + 1))
    assert "larger than 2,000,000 bytes" in refused(folder)


@pytest.mark.parametrize(
    "content", [b"\x00", b"\xff\xfe", b"title = [" + b"[" * 50_000, b"a." * 3000 + b"a = 1", b"7"]
)
def test_hostile_bytes_are_refused_in_a_sentence(folder, content):
    (folder / "themes.toml").write_bytes(content)
    assert "themes.toml" in refused(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"a." * (MOST_BYTES // 2 - 10) + b"a = 1",
        b'"a b".' * (MOST_BYTES // 6 - 10) + b"a = 1",
        b"a . 'b' ." * (MOST_BYTES // 9 - 10) + b"a = 1",
        b"".join(b"a." * 1990 + b"k%d = 1\n" % number for number in range(490)),
        b"themes = [" + b"{}, " * (MOST_BYTES // 4 - 20) + b"]",
        b"[[themes]]\n" * (MOST_BYTES // 11),
    ],
)
def test_what_would_keep_the_reader_busy_is_refused_at_once(folder, content):
    (folder / "themes.toml").write_bytes(content)
    begun = time.process_time()
    assert "themes.toml" in refused(folder)
    assert time.process_time() - begun < 3


def test_many_ids_and_a_text_full_of_dots_are_no_name_of_many_parts(tmp_path):
    ids = [f"v.{number}" for number in range(400)]
    themes = [{**SMALL["themes"][0], "text": "e.g. " * 300}]
    plan = small_plan(
        activities=[],
        themes=themes,
        voices=[{"id": id_, "name": "A message"} for id_ in ids],
        meetings=[{"id": "m", "name": "A meeting", "on": "2027-01-01"}],
        decisions=[{"id": "d", "name": "A decision", "about": ids}],
    )
    folder = tmp_path / plan.id
    write_plan(plan, folder)
    assert read_plan(folder) == plan


def test_an_empty_file_is_an_empty_part(folder):
    (folder / "activities.toml").write_bytes(b"")
    assert read_plan(folder).activities == ()


def test_an_empty_plan_is_refused(folder):
    (folder / "plan.toml").write_bytes(b"")
    assert "plan.toml, id: Field required" in refused(folder)


@pytest.mark.parametrize("content", ["themes = 7", "themes = [7]", "[themes]\na = 1", 'themes = ["H"]'])
def test_entries_that_are_none_are_refused(folder, content):
    (folder / "themes.toml").write_text(content)
    assert "themes.toml" in refused(folder)


def test_a_file_that_leads_elsewhere_is_refused(folder, tmp_path):
    secret = tmp_path / "secret.toml"
    secret.write_text("")
    (folder / "themes.toml").unlink()
    (folder / "themes.toml").symlink_to(secret)
    assert "leads elsewhere" in refused(folder)


def test_a_file_with_a_mistyped_name_is_refused_and_not_left_out(folder):
    (folder / "themes.toml").rename(folder / "theme.toml")
    assert refused(folder).startswith("small-plan-2027-30/theme.toml is no part of a plan.")


def test_a_plan_is_read_from_texts_wherever_they_are_kept(folder):
    texts = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert read_texts(texts, name="an upload") == read_plan(folder)
    marked = {name: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for name, data in texts.items()}
    assert read_texts(marked, name="from Windows") == read_plan(folder)
    other = {**texts, "x.py": b""}
    assert "an upload/x.py is no part" in refusal_of(lambda: read_texts(other, name="an upload"))
    assert "There is no plan in it" in refusal_of(lambda: read_texts({}, name="it"))


def test_a_folder_in_the_place_of_a_file_is_refused(folder):
    (folder / "links.toml").mkdir()
    assert "links.toml is no file" in refused(folder)


@pytest.mark.parametrize("name", ["../small", "/etc", "", "small plan", "SMALL", "a" * 500, "."])
def test_a_plan_is_not_found_by_a_path(name, tmp_path):
    with pytest.raises(NotFound):
        read_plans([name], own=tmp_path)


def test_a_partnerships_own_plan_stands_on_its_own_shelf(folder):
    (plan,) = read_plans([folder.name], own=folder.parent)
    assert plan == small_plan()
    change_file(folder, "plan.toml", old=f'id = "{folder.name}"', new='id = "other"')
    with pytest.raises(NotValid, match="the folder is small-plan-2027-30"):
        read_plans([folder.name], own=folder.parent)


def test_a_plan_does_not_change_once_read():
    with pytest.raises(ValidationError):
        small_plan().title = "Another"


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cf", "Co", "Cs", "Zl", "Zp"]), max_size=60)


@settings(max_examples=60)
@given(text=TEXTS, name=TEXTS.filter(str.strip))
def test_whatever_people_write_comes_back_as_written(text, name):
    from tomllib import loads

    themes = [{**SMALL["themes"][0], "name": name, "text": text}]
    plan = small_plan(themes=themes, activities=[])
    read = {file.removesuffix(".toml"): loads(content.decode()) for file, content in to_texts(plan).items()}
    again = {**read.pop("plan"), **{part: entries[part] for part, entries in read.items()}}
    assert type(plan).model_validate(again) == plan


@given(st.text())
def test_every_string_is_written_as_toml_reads_it(text):
    from tomllib import loads

    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert loads(write_entry({"text": text})) == {"text": text}
