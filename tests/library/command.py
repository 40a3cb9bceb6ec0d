"""Runs the `oneplan` command in this process, as if it were typed."""

import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from oneplan.cli import main


@dataclass(frozen=True)
class Said:
    """What a command printed, and the status it ended with."""

    status: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one sentence on standard error; fails unless the command refused in just one line."""
        assert self.status == 1, self
        assert self.out == "", self.out
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("Not done. "), self.err
        return lines[0].removeprefix("Not done. ")


def run(*words: str, home: Path) -> Said:
    """Type `oneplan` and these words, with the partnership's folder."""
    out, err = StringIO(), StringIO()
    before, environment = sys.argv, dict(os.environ)
    sys.argv = ["oneplan", *words]
    os.environ["ONEPLAN_HOME"] = str(home)
    os.environ.pop("ONEPLAN_STATISTICS", None)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.argv = before
        os.environ.clear()
        os.environ.update(environment)
    return Said(status=status, out=out.getvalue(), err=err.getvalue())
