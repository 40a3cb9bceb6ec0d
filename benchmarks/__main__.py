"""Run benchmarks and write their tables: `python -m benchmarks [NAME …]`."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from oneplan.errors import OneplanError

DOCS = Path(__file__).resolve().parents[1] / "docs" / "benchmarks"


def evidence() -> str:
    folder = Path(os.environ.get("ONEPLAN_STATISTICS") or Path("..", "shared", "data", "lait"))
    return str(import_module("benchmarks.evidence").run(folder))


def statistics() -> str:
    return str(import_module("benchmarks.statistics_simulated").run())


def intersections() -> str:
    return str(import_module("benchmarks.intersections").run())


def disclosure() -> str:
    return str(import_module("benchmarks.disclosure").run(Path("..", "shared", "data", "sdc")))


def listening() -> str:
    return str(import_module("benchmarks.listening").run())


def strata() -> str:
    return str(import_module("benchmarks.strata").run())


def survey() -> str:
    return str(import_module("benchmarks.survey").run())


def survey_reports() -> str:
    return str(import_module("benchmarks.survey_reports").run())


def workspace() -> str:
    return str(import_module("benchmarks.workspace").run())


PAGES: dict[str, Callable[[], str]] = {
    "disclosure": disclosure,
    "evidence": evidence,
    "intersections": intersections,
    "listening": listening,
    "statistics": statistics,
    "strata": strata,
    "survey": survey,
    "survey-reports": survey_reports,
    "workspace": workspace,
}


def main() -> int:
    """Run, print and write each benchmark's page; the one of evidence when none is named."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or ["evidence"]:
        try:
            page = PAGES[name]()
        except KeyError:
            sys.stderr.write(f"There is no benchmark {name!r}; take one of {', '.join(PAGES)}.\n")
            return 2
        except OneplanError as problem:
            sys.stderr.write(f"{problem}\n")
            return 1
        DOCS.joinpath(f"{name}.md").write_text(page, encoding="utf-8")
        sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
