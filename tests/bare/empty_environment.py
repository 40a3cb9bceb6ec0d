"""Proves that oneplan works without the web: its wheel, alone in an empty environment and an empty folder."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import start  # noqa: E402 - it lies beside this folder, not on the path

AREA = "Kent"
POINT_BACK = ("VIRTUAL_ENV", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "ONEPLAN_HOME", "ONEPLAN_STATISTICS")

IS_BARE = """
import importlib.util, sys
unwanted = ("django", "gunicorn", "whitenoise", "pandas", "pytest")
came = [name for name in unwanted if importlib.util.find_spec(name)]
sys.exit(f"These came along: {came}" if came else 0)
"""
IS_LAZY = """
import sys, oneplan
early = [name for name in ("polars", "pydantic", "typer", "rich", "oneplan.sources") if name in sys.modules]
sys.exit(f"import oneplan brought in {early}" if early else 0)
"""
FINDS = f"""
import oneplan
gaps = oneplan.find_hidden_gaps(oneplan.open_evidence(), area=oneplan.find_area({AREA!r}).code)
raise SystemExit(0 if gaps.height >= 20 and gaps["gap"].null_count() == 0 else f"only {{gaps.height}} rows")
"""


class Broken(Exception):
    """What did not work in the empty environment."""


def run(what: str, command: list[str], *, cwd: Path, status: int = 0) -> tuple[str, str]:
    """Run one step; its words are shown only when it does not end as it should."""
    environ = {name: value for name, value in start.surroundings().items() if name not in POINT_BACK}
    environ["PATH"] = environ["PATH"].removeprefix(str(start.VENV / "bin") + os.pathsep)
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode != status:
        said = start.without_credentials(done.stdout + done.stderr)
        raise Broken(f"Not so: {what} (it ended with {done.returncode}, not {status}).\n{said}")
    print(f"  {what}", flush=True)
    return done.stdout, done.stderr


def install(folder: Path) -> Path:
    """Build the wheel and install it, without extras, into a fresh environment; where its programs are."""
    python = str(folder / "environment" / "bin" / "python")
    uv = start.find_uv()
    pip = [start.INSIDE if start.works(start.INSIDE, "-m", "pip", "--version") else start.PYTHON, "-m", "pip"]
    build = [*uv, "build", "--wheel", "--out-dir"] if uv else [*pip, "wheel", "--no-deps", "--wheel-dir"]
    run("the wheel is built", [*build, str(folder), "."], cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    make = [start.PYTHON, "-m", "venv", "--without-pip", str(folder / "environment")]
    run("an empty environment is made", make, cwd=folder)
    installer = [*uv, "pip", "install", "--python", python] if uv else [*pip, "--python", python, "install"]
    wanted = [str(wheel), "--constraint", str(ROOT / "constraints.txt")]
    run("the wheel is installed in it, without extras", [*installer, *wanted], cwd=folder)
    return Path(python).parent


def prove(programs: Path, *, empty: Path) -> None:
    """Use what was installed, in an empty folder."""
    python, oneplan = str(programs / "python"), str(programs / "oneplan")
    run("neither Django nor a test tool came along", [python, "-c", IS_BARE], cwd=empty)
    run("import oneplan brings in nothing else", [python, "-c", IS_LAZY], cwd=empty)
    run("the library finds hidden gaps in the built-in figures", [python, "-c", FINDS], cwd=empty)
    run("oneplan --help answers", [oneplan, "--help"], cwd=empty)
    table, _ = run("oneplan hidden prints a table", [oneplan, "hidden", "--area", AREA], cwd=empty)
    listed, _ = run("and as JSON", [oneplan, "hidden", "--area", AREA, "--format", "json"], cwd=empty)
    if AREA not in table or len(json.loads(listed)) < 20:
        raise Broken(f"Not so: the table names {AREA} and the list has its pairs.\n{table}")
    _, refused = run("oneplan serve says what it needs", [oneplan, "serve"], cwd=empty, status=1)
    if "oneplan[web]" not in refused or "Traceback" in refused:
        raise Broken(f"Not so: a sentence says how to get the web.\n{refused}")


def main() -> int:
    """Do all of it in a folder that is gone afterwards."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="oneplan bare ") as place:
        folder = Path(place)
        empty = folder / "empty"
        empty.mkdir()
        try:
            prove(install(folder), empty=empty)
        except Broken as broken:
            print(broken, file=sys.stderr)
            return 1
    print(f"oneplan works without the web, after {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
