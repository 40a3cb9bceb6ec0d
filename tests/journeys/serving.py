"""The site in a process of its own, as `oneplan serve` runs it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest


class Served:
    """The site on a free port, in a process of its own, as `oneplan serve --no-worker` runs it.

    `own` are the variables of a folder and database that were made for tests.
    """

    def __init__(self, home, **own):
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "oneplan.web.commands", "127.0.0.1", str(port), "--no-worker"],
            env={**os.environ, **own, "ONEPLAN_HOME": str(home)},
            stdout=subprocess.DEVNULL,
        )
        self.wait()

    def wait(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(self.base, timeout=10).close()
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                time.sleep(0.1)
                continue
            return
        pytest.fail("The site did not start within a minute.")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
