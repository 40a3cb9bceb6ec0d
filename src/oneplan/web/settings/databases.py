"""Where what people write is kept: one file by default, or PostgreSQL where `DATABASE_URL` names it."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

SECONDS_TO_WAIT = 20

SQLITE = {
    # A transaction that means to write waits its turn at the start, where waiting works, and not in the
    # middle, where SQLite can only fail.
    "transaction_mode": "IMMEDIATE",
    "timeout": SECONDS_TO_WAIT,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
POSTGRESQL = {"pool": {"min_size": 1, "max_size": 8, "timeout": SECONDS_TO_WAIT}}


def find_database(home: Path) -> dict[str, Any]:
    """What Django needs to know of the database: `DATABASE_URL`, else a file in the partnership's folder."""
    named = os.environ.get("DATABASE_URL", "")
    if not named:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "oneplan.sqlite3",
            "OPTIONS": dict(SQLITE),
        }
    found: dict[str, Any] = dict(dj_database_url.parse(named))
    ours = SQLITE if found["ENGINE"].endswith("sqlite3") else POSTGRESQL
    # A pool keeps connections itself, and Django refuses both at once. Each is looked at before it is lent:
    # a server that was started again meanwhile costs nobody a page.
    kept = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    return found | kept | {"OPTIONS": {**ours, **found.get("OPTIONS", {})}}
