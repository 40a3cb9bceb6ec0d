"""The site itself: gunicorn in this process, with our settings in place of its command line."""

import os
import sys
from importlib import import_module
from typing import Any

import typer
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from oneplan.web.commands.lifeline import hold_on
from oneplan.web.commands.quiet import PlainLog

# Two workers would remember everything twice: 580 MB instead of 340 MB, measured after sixty different pages.
WORKERS = 1
THREADS = 4
FIRST = 1


def run_site(host: str, *, port: int, lifeline: int, ready: int) -> None:
    """Serve until TERM, or until the process at the other end of the lifeline is gone.

    One byte is written to `ready` once the site answers.
    """
    Server(host, port=port, lifeline=lifeline, ready=ready).run()


class Server(BaseApplication):
    """Gunicorn, told how to serve by us."""

    def __init__(self, host: str, *, port: int, lifeline: int, ready: int) -> None:
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.lifeline = lifeline
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to serve."""
        chosen = {
            "bind": self.address,
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            # Everything is imported once, before the workers part, so that the first page is not a slow one.
            "preload_app": True,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "logger_class": PlainLog,
            "control_socket_disable": True,
            "post_worker_init": self.begin,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - gunicorn takes any application
        """The Django application, imported only now that the settings are known."""
        return import_module("oneplan.web.wsgi").application

    def begin(self, worker: Worker) -> None:
        """What each of gunicorn's workers does first, after the fork, since threads do not survive one.

        It holds the lifeline for gunicorn, which is told to stop when it breaks, computes what pages are made
        of, and learns which kinds of job there are; the first of them says where the site is.
        """
        hold_on(self.lifeline, whom=os.getppid)
        import_module("oneplan.web.publish.views").warm_up()
        import_module("oneplan.web.jobs.kinds").all_kinds()
        if worker.age == FIRST:
            typer.echo(f"The site is at http://{self.address}/ (Ctrl-C stops it)")
            sys.stdout.flush()
            os.write(self.ready, b"!")
