"""Serves the site with gunicorn in this process: says where it is, and stops cleanly."""

import errno
import os
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from gunicorn.app.base import BaseApplication

from oneplan.errors import NotReachable, NotValid
from oneplan.web.commands.database import prepare_database

# Two workers would remember everything twice: 580 MB instead of 340 MB, measured after sixty different pages.
WORKERS = 1
THREADS = 4


def run_server(host: str, *, port: int) -> None:
    """Serve until Ctrl-C or TERM.

    Raises
    ------
    NotReachable
        When the port is taken or may not be used.
    """
    check_port(host, port)
    prepare_database()
    Server(host, port=port).run()


def run_in_place(host: str, *, port: int) -> None:
    """Serve in place of this process, which has computed already: its threads would not survive a fork."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "oneplan.web.commands", host, str(port)]
    os.execv(sys.executable, command)  # noqa: S606


def check_port(host: str, port: int) -> None:
    """Find out before the server starts whether it may listen here, to say so in one sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except socket.gaierror as error:
        raise NotValid(f"“{host}” is no address of this machine. Use 127.0.0.1.") from error
    except OSError as error:
        raise NotReachable(explain(error, host=host, port=port)) from error


def explain(error: OSError, *, host: str, port: int) -> str:
    """Why the server cannot listen, and what to type instead."""
    other = f"Choose another with --port {port + 1 if port < 65_535 else 8000}."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: perhaps the site is already running. {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} is only for the administrator of this machine. {other}"
    return f"The site cannot listen on {host} port {port}: {error.strerror}. {other}"


class Server(BaseApplication):
    """Gunicorn, with our settings in place of its command line."""

    def __init__(self, host: str, *, port: int) -> None:
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
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
            "control_socket_disable": True,
            "when_ready": say_where(self.address),
            "post_worker_init": warm_up,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - gunicorn takes any application
        """The Django application, imported only now that the settings are known."""
        return import_module("oneplan.web.wsgi").application


def say_where(address: str) -> Callable[[object], None]:
    """What gunicorn calls once it listens."""

    def say(_: object) -> None:
        typer.echo(f"The site is at http://{address}/ (Ctrl-C stops it)")
        sys.stdout.flush()

    return say


def warm_up(_: object) -> None:
    """Compute what pages are made of in each worker, after the fork: threads do not survive one."""
    import_module("oneplan.web.publish.views").warm_up()
