"""A process of its own that does what it is told, a script after the other, and says what they print.

Django starts once for all that a test asks, and not in the process of the tests, whose database is another.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


class Told:
    """Such a process, with the variables of its folder and database."""

    def __init__(self, own):
        surroundings = {**os.environ, **own, "PYTHONPATH": str(TESTS)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, __file__], env=surroundings, **pipes)

    def __call__(self, script):
        """Run a script; the words that it printed."""
        self.process.stdin.write(json.dumps(script) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert not answer["wrong"], answer["wrong"]
        return answer["said"].split()

    def stop(self):
        self.process.kill()
        self.process.communicate()


def main():
    from oneplan.web.commands.database import start_django

    start_django()
    from django.db import connections

    names = {}
    for line in sys.stdin:
        said, wrong = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(said):
                exec(compile(json.loads(line), "told", "exec"), names)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the answer
            wrong = f"{type(error).__name__}: {error}"
        connections.close_all()
        print(json.dumps({"said": said.getvalue(), "wrong": wrong}), flush=True)


if __name__ == "__main__":
    main()
