"""Run the benchmarks and write their tables: `python -m benchmarks [evidence]`."""

import os
import sys
from pathlib import Path

from benchmarks import evidence
from oneplan.errors import OneplanError

DOCS = Path(__file__).resolve().parents[1] / "docs" / "benchmarks"


def main() -> int:
    """Run, print and write each benchmark's page."""
    folder = Path(os.environ.get("ONEPLAN_STATISTICS") or Path("..", "shared", "data", "lait"))
    try:
        page = evidence.run(folder)
    except OneplanError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    DOCS.mkdir(parents=True, exist_ok=True)
    DOCS.joinpath("evidence.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
