"""`oneplan serve`: finds out whether it may listen, then turns into what runs the site and its jobs."""

import errno
import os
import socket
import sys

from oneplan.errors import NotReachable, NotValid


def run_in_place(host: str, *, port: int, worker: bool, survey_port: int = 0) -> None:
    """Serve until Ctrl-C or TERM, in place of this process.

    This process has computed already, and its threads would not survive a fork; and the one that watches over
    the site for months is small when it has loaded nothing else. The pupils' pages have a port of their own:
    the next one, unless it is named.

    Raises
    ------
    NotReachable
        When the port is taken or may not be used.
    """
    survey = survey_port or next_port(port)
    check_port(host, port)
    check_port(host, survey, option="--survey-port")
    _become(host, str(port), "--survey-port", str(survey), *(() if worker else ("--no-worker",)))


def work_in_place() -> None:
    """Do jobs until Ctrl-C or TERM, in place of this process."""
    _become()


def _become(*words: str) -> None:
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "oneplan.web.commands", *words])  # noqa: S606


def next_port(port: int) -> int:
    """The port after this one, or a usual one behind the last."""
    return port + 1 if port < 65_535 else 8000


def check_port(host: str, port: int, *, option: str = "--port") -> None:
    """Find out before the server starts whether it may listen here, to say so in one sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except socket.gaierror as error:
        raise NotValid(f"“{host}” is no address of this machine. Use 127.0.0.1.") from error
    except OSError as error:
        raise NotReachable(explain(error, host=host, port=port, option=option)) from error


def explain(error: OSError, *, host: str, port: int, option: str = "--port") -> str:
    """Why the server cannot listen, and what to type instead."""
    other = f"Choose another with {option} {next_port(port)}."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: perhaps the site is already running. {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} is only for the administrator of this machine. {other}"
    return f"The site cannot listen on {host} port {port}: {error.strerror}. {other}"
