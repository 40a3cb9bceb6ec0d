"""The store of editions: whole or not at all, twice changes nothing, a new one beside the old."""

import datetime as dt
import errno
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import oneplan
from builders import ROOT, all_bytes, built_in_evidence, refusal_of, small_lait_folder
from library.command import run
from library.made_up_lait import AUTHORITIES, made_up_dictionary, made_up_neighbours, made_up_rows
from oneplan.sources import evidence as evidence_module
from oneplan.sources import store as store_module
from oneplan.sources.evidence import TABLES, list_editions, open_evidence, read_edition
from oneplan.sources.store import import_built_in, import_lait

MAY_2026, APRIL_2025 = 46143, 45748
FIRST, SECOND, THIRD = AUTHORITIES[:3]
# A process that may write few bytes, or is killed, must not write half of Python's own files.
ALONE = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def folder(tmp_path):
    return small_lait_folder(tmp_path)


@pytest.fixture
def store(tmp_path):
    return tmp_path / "var" / "evidence"


def revised(changes: dict[tuple[str, str, int], str]) -> pl.DataFrame:
    """The made-up long file with other figures: (measure, year, number) to text."""
    texts = [
        changes.get((measure, year, int(number)), text)
        for measure, year, number, text in made_up_rows()
        .select("Short Desc", "Years", "LA Number", "Values")
        .iter_rows()
    ]
    return made_up_rows().with_columns(pl.Series("Values", texts))


def test_an_edition_is_one_folder_of_tables_with_its_description(folder, store):
    done = import_lait(store, folder=folder)
    assert done.is_new
    names = {path.name for path in done.evidence.folder.iterdir()}
    assert names == {"edition.json", *(f"{table}.parquet" for table in TABLES)}
    assert done.evidence.folder.parent == store / "lait"
    assert {path.name for path in (store / "lait").iterdir()} == {done.evidence.edition.key}


def test_the_same_edition_twice_changes_no_byte_and_no_time(folder, store):
    first = import_lait(store, folder=folder)
    before = all_bytes(store)
    again = import_lait(store, folder=folder)
    assert (first.is_new, again.is_new) == (True, False)
    assert all_bytes(store) == before
    assert (again.rows_read, again.missing) == (first.rows_read, first.missing)


def test_a_new_edition_is_kept_beside_the_old_one(tmp_path, folder, store):
    old = import_lait(store, folder=folder)
    before = all_bytes(old.evidence.folder)
    newer = small_lait_folder(tmp_path / "newer", dictionary=made_up_dictionary(updated=MAY_2026))
    new = import_lait(store, folder=newer)
    assert new.is_new
    assert all_bytes(old.evidence.folder) == before
    assert [e.edition.label for e in list_editions(store)] == ["May 2026", "April 2026"]
    assert open_evidence(store).edition.label == "May 2026"


def test_revisions_are_exactly_the_figures_that_changed(tmp_path, folder, store):
    import_lait(store, folder=folder)
    first, *_, last = sorted(made_up_rows()["Short Desc"].unique())
    before = {
        (measure, year, int(number)): text
        for measure, year, number, text in made_up_rows()
        .select("Short Desc", "Years", "LA Number", "Values")
        .iter_rows()
    }
    changes = {
        (first, "2024", FIRST.number): "12.3",
        (first, "2025", SECOND.number): "-",
        (last, "2021", THIRD.number): "c",
    }
    same = (last, "2022", THIRD.number)
    newer = small_lait_folder(
        tmp_path / "newer",
        observations=revised({**changes, same: f"{float(before[same]):.3f}"}),
        dictionary=made_up_dictionary(updated=MAY_2026),
    )
    found = import_lait(store, folder=newer).evidence.revisions
    assert sorted(found.select("measure", "area", "period", "before", "now", "change").rows()) == sorted(
        [
            (first, FIRST.code, "2024", before[first, "2024", FIRST.number], "12.3", "changed"),
            (first, SECOND.code, "2025", before[first, "2025", SECOND.number], "-", "withdrawn"),
            (last, THIRD.code, "2021", before[last, "2021", THIRD.number], "c", "withdrawn"),
        ]
    )


def test_a_figure_that_was_missing_before_is_filled_in(tmp_path, store):
    first = made_up_rows()["Short Desc"][0]
    gone = small_lait_folder(tmp_path / "old", observations=revised({(first, "2025", FIRST.number): "-"}))
    import_lait(store, folder=gone)
    whole = small_lait_folder(tmp_path / "new", dictionary=made_up_dictionary(updated=MAY_2026))
    found = import_lait(store, folder=whole).evidence.revisions
    assert found.select("measure", "area", "period", "before", "change").rows() == [
        (first, FIRST.code, "2025", "-", "filled in")
    ]


def test_the_first_edition_has_no_revisions(folder, store):
    assert import_lait(store, folder=folder).evidence.revisions.is_empty()


def test_an_older_edition_that_comes_later_does_not_become_the_current_one(tmp_path, folder, store):
    import_lait(store, folder=folder)
    older = small_lait_folder(
        tmp_path / "older",
        dictionary=[e | {"Last Update": str(APRIL_2025)} for e in made_up_dictionary()],
        observations=revised({(made_up_rows()["Short Desc"][0], "2025", FIRST.number): "1"}),
    )
    done = import_lait(store, folder=older)
    assert done.is_new
    assert done.evidence.edition.label == "April 2025"
    assert open_evidence(store).edition.label == "April 2026"
    assert done.evidence.revisions.is_empty(), "an edition revises those before it, not those after"


def test_the_same_files_under_each_others_names_are_another_edition(tmp_path, folder, store):
    import_lait(store, folder=folder)
    swapped = small_lait_folder(
        tmp_path / "swapped", neighbours_2025=made_up_neighbours(step=3), neighbours_2021=made_up_neighbours()
    )
    assert import_lait(store, folder=swapped).is_new


@pytest.mark.parametrize("built_in_first", [True, False])
def test_the_built_in_table_never_wins_over_a_whole_edition(folder, store, built_in_first):
    steps = [lambda: import_built_in(store), lambda: import_lait(store, folder=folder)]
    for step in steps if built_in_first else reversed(steps):
        step()
    assert len(list_editions(store)) == 2
    assert not open_evidence(store).edition.built_in


def test_the_built_in_table_gives_no_revisions(folder, store):
    import_built_in(store)
    assert import_lait(store, folder=folder).evidence.revisions.is_empty()


def test_the_built_in_table_is_put_in_once(store):
    first = import_built_in(store)
    before = all_bytes(store)
    assert import_built_in(store).edition == first.edition
    assert all_bytes(store) == before
    assert first.observations(["AVG_Attain8_Score"]).equals(
        built_in_evidence().observations(["AVG_Attain8_Score"])
    )


@pytest.mark.parametrize("table", [*TABLES, "edition.json"])
def test_a_write_that_fails_midway_leaves_the_store_as_it_was(tmp_path, folder, store, monkeypatch, table):
    import_lait(store, folder=folder)
    before = all_bytes(store)
    newer = small_lait_folder(tmp_path / "newer", dictionary=made_up_dictionary(updated=MAY_2026))
    full = OSError(errno.ENOSPC, "No space left on device")

    def write_parquet(self, path, **options):
        if Path(path).name == f"{table}.parquet":
            Path(path).write_bytes(b"PAR1 half of it")
            raise full
        real_write(self, path, **options)

    def write_text(self, text, **options):
        if self.name == table:
            raise full
        return real_text(self, text, **options)

    real_write, real_text = pl.DataFrame.write_parquet, Path.write_text
    with monkeypatch.context() as patch:
        patch.setattr(pl.DataFrame, "write_parquet", write_parquet)
        patch.setattr(Path, "write_text", write_text)
        with pytest.raises((OSError, oneplan.OneplanError)):
            import_lait(store, folder=newer)
    assert all_bytes(store) == before
    assert [path.name for path in (store / "lait").iterdir()] == [open_evidence(store).edition.key]
    assert import_lait(store, folder=newer).is_new


def typed(folder: Path, home: Path, **options: object) -> subprocess.Popen[bytes]:
    """The import in a process of its own."""
    words = ("-m", "library.typed", "evidence", "import", "lait", "--from", str(folder))
    return subprocess.Popen(
        [sys.executable, *words],
        env={**ALONE, "ONEPLAN_HOME": str(home), "PYTHONPATH": str(ROOT / "tests")},
        cwd=home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_a_full_disk_is_one_sentence_and_the_store_stays_as_it_was(folder, store):
    home = store.parent
    home.mkdir(parents=True)

    def few_bytes() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    out, err = typed(folder, home, preexec_fn=few_bytes).communicate(timeout=60)
    lines = err.decode().strip().splitlines()
    assert (out, len(lines)) == (b"", 1), err.decode()
    assert lines[0].startswith("Not done. ")
    assert list_editions(store) == []
    assert not list(store.glob("*/.arriving-*"))


@pytest.mark.parametrize("after", [0.3, 0.5, 0.6, 0.7, 0.9])
def test_an_import_that_is_killed_leaves_a_store_that_opens_and_takes_the_next(folder, store, after):
    home = store.parent
    home.mkdir(parents=True)
    process = typed(folder, home)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()
    found = list_editions(store)
    assert all(e.count_observations() == made_up_rows().height for e in found)
    done = import_lait(store, folder=folder)
    assert open_evidence(store).count_observations() == made_up_rows().height
    assert done.is_new == (not found)


@pytest.mark.parametrize("table", TABLES)
def test_an_import_that_is_killed_between_two_tables_leaves_nothing_that_counts(folder, store, table):
    program = f"""
import os, signal, sys
import polars
write = polars.DataFrame.write_parquet
def killed(self, path, **options):
    if path.name == "{table}.parquet":
        path.write_bytes(b"PAR1")
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, path, **options)
polars.DataFrame.write_parquet = killed
from pathlib import Path
from oneplan.sources.store import import_lait
import_lait(Path(sys.argv[1]), folder=Path(sys.argv[2]))
"""
    words = [sys.executable, "-c", program, str(store), str(folder)]
    ended = subprocess.run(words, env=ALONE, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list_editions(store) == []
    assert import_lait(store, folder=folder).is_new
    assert open_evidence(store).count_observations() == made_up_rows().height


def test_what_a_killed_import_left_is_swept_when_it_is_old_and_spared_when_young(folder, store):
    (store / "lait" / ".arriving-old").mkdir(parents=True)
    (store / "lait" / ".arriving-young").mkdir()
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(store / "lait" / ".arriving-old", (two_days_ago, two_days_ago))
    import_lait(store, folder=folder)
    assert sorted(path.name for path in (store / "lait").glob(".*")) == [".arriving-young"]


def test_two_imports_of_one_edition_at_the_same_time_leave_one(folder, store):
    store.mkdir(parents=True)
    ready = threading.Barrier(2)
    done = []

    def bring() -> None:
        ready.wait()
        done.append(import_lait(store, folder=folder))

    threads = [threading.Thread(target=bring) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 2
    assert len(list_editions(store)) == 1
    assert [path.name for path in (store / "lait").iterdir()] == [done[0].evidence.edition.key]


def test_a_store_that_may_not_be_written_to_is_one_sentence(folder, store, monkeypatch):
    """As root any folder may be written to, so the refusal of the system is made up."""

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(store))

    monkeypatch.setattr(store_module.tempfile, "mkdtemp", refuse)
    refusal = run("evidence", "import", "lait", "--from", str(folder), home=store.parent).refusal
    assert str(store) in refusal


def test_a_store_below_a_file_is_one_sentence(folder, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    refusal = run("evidence", "import", "lait", "--from", str(folder), home=tmp_path / "file").refusal
    assert "file" in refusal


def test_nothing_imported_says_how_to_import(tmp_path):
    refusal = refusal_of(lambda: open_evidence(tmp_path))
    assert refusal is not None
    assert "oneplan evidence import lait --from" in refusal


def test_a_store_opens_from_the_home_the_store_and_the_edition(folder, store):
    edition = import_lait(store, folder=folder).evidence
    for path in (store.parent, store, edition.folder, str(store)):
        assert open_evidence(path).folder == edition.folder


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "not json", '{"key": 1}', "\udcff"],
    ids=["empty", "no", "list", "no", "one", "bytes"],
)
def test_an_edition_whose_description_cannot_be_read_is_one_sentence(folder, store, text):
    edition = import_lait(store, folder=folder).evidence
    (edition.folder / "edition.json").write_bytes(text.encode(errors="surrogateescape"))
    refusal = run("evidence", "report", home=store.parent).refusal
    assert "edition.json cannot be read" in refusal
    assert "Remove the folder and import the edition again" in refusal


@pytest.mark.parametrize("table", TABLES)
def test_an_edition_without_a_table_is_one_sentence(folder, store, table):
    edition = import_lait(store, folder=folder).evidence
    (edition.folder / f"{table}.parquet").unlink()
    refusal = refusal_of(lambda: read_edition(edition.folder))
    assert refusal is not None
    assert f"{table}.parquet is missing" in refusal


def test_an_edition_whose_table_was_damaged_is_one_sentence(folder, store):
    edition = import_lait(store, folder=folder).evidence
    (edition.folder / "observations.parquet").write_bytes(b"PAR1 damaged PAR1")
    refusal = run("hidden", "--area", FIRST.code, home=store.parent).refusal
    assert "observations.parquet" in refusal


def test_an_edition_keeps_all_that_its_description_says(folder, store):
    when = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    done = import_lait(store, folder=folder, commit="0123abc", now=when)
    again = read_edition(done.evidence.folder).edition
    assert again == done.evidence.edition
    assert (again.commit, again.imported) == ("0123abc", when)
    assert replace(again, commit="") != again


def test_evidence_is_compared_by_identity_so_that_what_is_remembered_of_it_stays_true(folder, store):
    import_lait(store, folder=folder)
    assert open_evidence(store) != open_evidence(store)
    assert evidence_module.EDITION_FILE == "edition.json"
