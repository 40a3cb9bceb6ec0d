"""The notebook runs from file to finding, and prints what it shows."""

import contextlib
import io
import json

import pytest

from builders import ROOT, shared_data

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def code_of(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_it_shows(path, monkeypatch):
    shared_data("pupils", "mlmRev_Chem97.parquet")
    monkeypatch.chdir(ROOT)
    names = {"__name__": "notebook"}
    for cell in code_of(path):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile("".join(cell["source"]), path.name, "exec"), names)
        shown = "".join(line for output in cell["outputs"] for line in output["text"])
        assert said.getvalue() == shown


def test_there_is_a_notebook_and_it_shows_no_pupil():
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        assert path.stat().st_size < 40_000
        for cell in code_of(path):
            assert all(output["output_type"] == "stream" for output in cell["outputs"])
