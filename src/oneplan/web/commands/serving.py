"""`oneplan serve`: finds out whether it may listen, then runs the site and the worker of jobs."""

import errno
import os
import socket
import sys

from oneplan.errors import NotReachable, NotValid
from oneplan.web.commands.supervising import Supervisor


def run_server(host: str, *, port: int, worker: bool = True) -> int:
    """Serve until Ctrl-C or TERM; the exit status.

    Raises
    ------
    NotReachable
        When the port is taken or may not be used.
    """
    check_port(host, port)
    return Supervisor(site=(host, port), worker=worker).run()


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
