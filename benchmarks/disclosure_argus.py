"""Runs tau-ARGUS on one table, in a process of its own: its solver cannot share one with ours.

Reads what to protect as JSON, and writes the seconds of the processor and the status of each cell.
"""

import json
import sys
import tempfile
import time
from typing import Any

MODULAR = "MOD(1,20,1,1,1)"
"""Of the first table: minutes for each part at most, and every way of looking after singletons."""
SMALL = "FREQ(5,20)"


def hide(asked: dict[str, Any]) -> dict[str, Any]:
    import pytauargus

    names: list[str] = asked["names"]
    children = [codes for codes, count in asked["inner"] for _ in range(count)]
    micro = {name: list(codes) for name, codes in zip(names, zip(*children, strict=True), strict=True)}
    with tempfile.TemporaryDirectory() as made:
        used = time.process_time()
        found = pytauargus.protect(
            {**micro, "children": [1] * len(children)},
            names,
            "children",
            SMALL,
            MODULAR,
            hrc=asked["trees"],
            hierleadstring="@",
            totcode="Total",
            workdir=made,
        )
        rows = found.tables[0].rows
        seconds = time.process_time() - used
    return {"seconds": seconds, "rows": [[[row[name] for name in names], row["status"]] for row in rows]}


if __name__ == "__main__":
    answer = hide(json.load(sys.stdin))
    sys.stdout.write("\n" + json.dumps(answer) + "\n")
