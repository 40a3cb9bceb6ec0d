"""A throw-away PostgreSQL: `python tests/postgres.py` runs on it the tests that may go differently there."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

DEBIAN = Path("/usr/lib/postgresql")
OWNER = "oneplan"
LONGEST_START = 60
# Durability is for what somebody wants to keep.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")
# As the how-to for PostgreSQL asks for: what its log of changes needs no more is removed, and not used again.
FORGETFUL = ("wal_recycle=off",)
FEW = ("-m", "database and not same_on_both")
EVERY = ("-m", "database")
# It reads every file of the server, so it has one to itself: others leave theirs in it for a while.
SEARCHED = "tests/web/test_waves_cannot_be_traced.py"


def find_programs() -> Path | None:
    """The folder of initdb and postgres, the newest version that is installed, or None."""
    newest = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    found = [*([Path(on_path)] if on_path else []), *newest]
    return found[-1].parent if found else None


def find_somebody() -> str | None:
    """The user to run it as: initdb refuses root, so somebody else where that is who we are."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def cluster() -> Iterator[str]:
    """A server of its own on a socket in a new folder, gone at the end; the address of an empty database."""
    programs, user = find_programs(), find_somebody()
    if programs is None:
        raise FileNotFoundError("PostgreSQL is not installed. Type: sudo apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="oneplan-pg-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        if user:
            shutil.chown(place, user)
        as_user = {
            "cwd": place,
            "stdout": subprocess.DEVNULL,
            "user": user,
            "group": user and _group_of(user),
        }
        as_user |= {"extra_groups": [] if user else None}
        data = place / "data"
        make = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        subprocess.run(make, check=True, **as_user)
        settings = [word for setting in (*FAST, *FORGETFUL) for word in ("-c", setting)]
        serve = [programs / "postgres", "-D", data, "-k", place, "-c", "listen_addresses=", *settings]
        with (place / "log").open("wb") as log, subprocess.Popen(serve, stderr=log, **as_user) as server:
            try:
                address = f"postgres://{OWNER}@{quote(folder, safe='')}/postgres"
                _wait(programs, place, server=server)
                yield address
            finally:
                server.terminate()
                try:
                    server.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    server.kill()


@contextmanager
def database_beside(address: str, *, like: str = "") -> Iterator[str]:
    """A new database on the same server, empty or a copy of another, gone at the end; its address."""
    import psycopg

    name = f"own_{secrets.token_hex(6)}"
    server, template = f"{address.rpartition('/')[0]}/postgres", like.rpartition("/")[2] or "template0"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"{address.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def place_beside(kept: dict[str, str], *, home: Path) -> Iterator[dict[str, str]]:
    """A copy of a place at which nobody works: the variables of its folder and, on a server, its database."""
    shutil.copytree(kept["ONEPLAN_HOME"], home)
    own = {"ONEPLAN_HOME": str(home)}
    if "DATABASE_URL" not in kept:
        yield own
        return
    with database_beside(kept["DATABASE_URL"], like=kept["DATABASE_URL"]) as address:
        yield own | {"DATABASE_URL": address}


def _group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def _wait(programs: Path, place: Path, *, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST_START
    asks = [programs / "pg_isready", "-q", "-h", place, "-U", OWNER]
    while time.monotonic() < until and server.poll() is None:
        if subprocess.run(asks, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError(f"PostgreSQL did not start:\n{(place / 'log').read_text(errors='replace')[-2000:]}")


def main(words: list[str]) -> int:
    """Run pytest with a server to use: what may go differently on it; `every` runs all that uses a database.

    Words of one's own go to pytest and choose from all of it.
    """
    runs = [words] if words and words != ["every"] else [["--ignore", SEARCHED], [SEARCHED]]
    few = EVERY if words else FEW
    status = 0
    try:
        for some in runs:
            with cluster() as address:
                environment = {**os.environ, "DATABASE_URL": address}
                command = [sys.executable, "-m", "pytest", *few, *some]
                status = subprocess.call(command, env=environment) or status
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
