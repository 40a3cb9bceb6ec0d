#!/usr/bin/env python3
"""Set up .venv and run one of the project's commands in it, with nothing but the standard library."""

import configparser
import fcntl
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

if sys.version_info < (3, 11):  # noqa: UP036 - what follows would not even load
    newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)]
    what = newer[0] if newer else "a newer python3 (python.org has it)"
    version = ".".join(map(str, sys.version_info[:3]))
    sys.exit(f"oneplan needs Python 3.11 or later, not {version}; type: {what} {' '.join(sys.argv)}")


ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.txt"
INSIDE = str(VENV / "bin" / "python")
# Started from an environment, the Python that made it is meant: .venv may be about to be removed.
PYTHON = getattr(sys, "_base_executable", None) or sys.executable
PACKAGES = ["--editable", ".[web,test,docs]", "--constraint", "constraints.txt"]
HAS_ONEPLAN = "import importlib.util, sys; sys.exit(importlib.util.find_spec('oneplan') is None)"
COULD_NOT = "uv could not do it (its words are above), so pip tries."
SECURE = "bandit -q -r src -c pyproject.toml"
CHECKS = ("ruff check .", "ruff format --check .", "lint-imports --no-logo", SECURE, "mypy")
PROGRAMS = {
    "demo": ("oneplan", "demo"),
    "test": ("python", "-m", "pytest"),
    "serve": ("oneplan", "serve"),
    "bench": ("python", "-m", "benchmarks"),
    "docs": ("mkdocs", "build", "--strict"),
    "bare": ("python", "tests/bare/empty_environment.py"),
    "postgres": ("python", "tests/postgres.py"),
}


class Trouble(Exception):
    """Why this cannot go on, and what to type next."""


def say(text: str) -> None:
    """Tell the person something, apart from what the command itself prints."""
    print(text, file=sys.stderr, flush=True)


def without_credentials(text: str) -> str:
    """The text with names and passwords taken out of addresses."""
    return re.sub(r"(://)[^\s'\"]*@", r"\1***@", text)


def works(*command: str, seconds: float | None = None) -> bool:
    """Whether a command can be run and succeeds; it prints nothing."""
    nothing = subprocess.DEVNULL
    quiet = {"stdin": nothing, "stdout": nothing, "stderr": nothing, "close_fds": False}
    try:
        return subprocess.call(command, cwd=ROOT, env=surroundings(), timeout=seconds, **quiet) == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def shown(*command: str) -> bool:
    """Run an installer and pass on what it says, but for its list of packages; whether it succeeded."""
    heard = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    heard["close_fds"] = False  # see take_turn
    with subprocess.Popen(command, cwd=ROOT, env=surroundings(), errors="replace", **heard) as process:
        for line in process.stdout or ():
            if not line.startswith((" + ", " - ", " ~ ")):
                say("  " + without_credentials(line.rstrip()))
    return process.returncode == 0


def pip_files(environ: dict[str, str]) -> list[Path]:
    """The files in which pip's settings may stand, the strongest last."""
    named = environ.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return []
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() fails where there is no home
    everyone = [Path(folder, "pip") for folder in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    own = [home / ".pip", Path(environ.get("XDG_CONFIG_HOME") or home / ".config", "pip")]
    folders = [*everyone, Path("/etc"), *own, Path(sys.base_prefix)]
    return [folder / "pip.conf" for folder in folders] + [Path(named)] * bool(named)


def pip_settings(environ: dict[str, str], *, files: list[Path]) -> dict[str, str]:
    """What pip would use: its files, overruled by PIP_* variables."""
    settings: dict[str, str] = {}
    for section in ("global", "install"):
        for file in files:
            parser = configparser.RawConfigParser()
            try:
                parser.read(file, encoding="utf-8")
            except (OSError, ValueError, configparser.Error):
                continue
            settings.update(parser[section] if parser.has_section(section) else {})
    settings.update({name[4:]: value for name, value in environ.items() if name.startswith("PIP_") and value})
    return {name.lower().replace("_", "-").lstrip("-"): value for name, value in settings.items()}


def is_there(address: str) -> bool:
    """Whether a package index can be asked: a folder that does not exist would stop uv, though not pip."""
    parts = urlsplit(address)
    return parts.scheme not in {"", "file"} or (ROOT / Path(unquote(parts.path)).expanduser()).exists()


def uv_settings(pip: dict[str, str]) -> dict[str, str]:
    """Pip's settings in uv's words."""

    names = ("index-url", "extra-index-url", "find-links")
    index, extra, links = ([it for it in pip.get(name, "").split() if is_there(it)] for name in names)
    timeout = pip.get("timeout") or pip.get("default-timeout", "")
    offline = pip.get("no-index", "").lower() in {"1", "true", "yes", "on"}
    cert = pip.get("cert", "")
    words = {
        "UV_DEFAULT_INDEX": " ".join(index),
        "UV_INDEX": " ".join(extra),
        # pip takes the best version from all indexes; uv would stop at the first that knows the name.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if extra else "",
        "UV_FIND_LINKS": ",".join(links),
        "UV_NO_INDEX": "1" if offline else "",
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": str(int(float(timeout))) if re.fullmatch(r"\d+(\.\d+)?", timeout) else "",
        "SSL_CERT_FILE": cert if Path(cert).is_file() else "",
        "SSL_CLIENT_CERT": pip.get("client-cert", ""),
        "ALL_PROXY": pip.get("proxy", ""),
    }
    return {name: value for name, value in words.items() if value}


def surroundings() -> dict[str, str]:
    """The variables every command gets: .venv first, pip's settings for uv, and what was set by hand kept."""
    environ = dict(os.environ)
    inherited = uv_settings(pip_settings(environ, files=pip_files(environ)))
    own = {"UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **inherited}
    trusted = ssl.get_default_verify_paths()
    if trusted.cafile or (trusted.capath and any(Path(trusted.capath).iterdir())):
        own |= {
            "UV_SYSTEM_CERTS": "1",
            "UV_NATIVE_TLS": "1",
        }  # an office's own certificate is trusted, as by pip
    cache = os.path.expanduser(environ.get("XDG_CACHE_HOME") or "~/.cache")  # noqa: PTH111 - see pip_files
    if not may_write(Path(environ.get("UV_CACHE_DIR") or cache)):
        own["UV_NO_CACHE"] = "1"
    for older, name in (("UV_INDEX_URL", "UV_DEFAULT_INDEX"), ("UV_EXTRA_INDEX_URL", "UV_INDEX")):
        if older in environ:
            own.pop(name, None)
    environ = {**own, **environ, "VIRTUAL_ENV": str(VENV), "PIP_USER": "0"}
    environ["PATH"] = os.pathsep.join([str(VENV / "bin"), environ.get("PATH", os.defpath)])
    environ.pop("PYTHONHOME", None)
    return environ


def may_write(folder: Path) -> bool:
    """Whether a folder, or the nearest folder above it that exists, can be written to."""
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return folder.is_absolute() and os.access(nearest, os.W_OK)


def wanted_stamp() -> str:
    """What the environment was made for: this Python in this folder, and these packages."""
    asked = b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    place = f"Python {sys.version_info[0]}.{sys.version_info[1]} in {ROOT}"
    return f"{place}\n{hashlib.sha256(asked).hexdigest()}\n"


def take_turn(turn: int) -> None:
    """Wait until nobody else fills .venv: not another window, nor an installer that outlived its start.py."""
    os.set_inheritable(turn, True)  # noqa: FBT003 - it takes no name
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another start.py that sets up .venv …")
        fcntl.flock(turn, fcntl.LOCK_EX)


def set_up() -> None:
    """See to it that .venv holds what is asked for; quick when it does already."""
    wanted = wanted_stamp()
    with Path(__file__).open() as turn:
        take_turn(turn.fileno())
        found = STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""
        healthy = works(INSIDE, "-c", HAS_ONEPLAN)
        if healthy and found == wanted:
            return
        if not os.access(ROOT, os.W_OK):
            raise Trouble(f"You may not write in {ROOT}, where .venv belongs; copy the folder to your own.")
        began = time.monotonic()
        say("Setting up .venv (about half a minute when the packages have to be downloaded) …")
        if found:
            STAMP.unlink()
        if not healthy or found.splitlines()[:1] != wanted.splitlines()[:1]:
            clear()
        fill()
        STAMP.write_text(wanted, encoding="utf-8")
        say(f"The environment is ready in .venv, after {time.monotonic() - began:.0f} s.")


def clear() -> None:
    """Remove .venv, whatever it is: nothing of a broken environment can be trusted."""
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise Trouble(f"The old .venv cannot be removed ({error}); type: sudo rm -rf '{VENV}'") from error


def find_uv() -> list[str] | None:
    """How uv is called here, if it is."""
    choices = [[str(VENV / "bin" / "uv")], [shutil.which("uv") or "uv"], [PYTHON, "-m", "uv"]]
    return next((choice for choice in choices if works(*choice, "--version")), None)


def fill() -> None:
    """Make the environment if there is none and install the packages, by uv, or by pip where uv cannot."""
    with_uv = ["pip", "install", "--python", INSIDE, *PACKAGES]
    uv = find_uv()
    if uv:
        made = works(INSIDE, "--version") or shown(*uv, "venv", "--python", PYTHON, str(VENV))
        if made and shown(*uv, *with_uv):
            return
        say(COULD_NOT)
    pip = pip_for_environment()
    if not uv and works(*pip, "install", "uv"):
        if shown(str(VENV / "bin" / "uv"), *with_uv):
            return
        say(COULD_NOT)
    if not shown(*pip, "install", "--quiet", *PACKAGES):
        raise Trouble(
            "The packages could not be installed (pip's words are above); "
            "check the network and `python3 -m pip config list`, then type: python3 start.py setup"
        )


def pip_for_environment() -> list[str]:
    """A pip that installs into .venv, which is made anew where it has none."""
    inside = [INSIDE, "-m", "pip"]
    if works(*inside, "--version"):
        return inside
    clear()
    # Debian's Python has venv but not ensurepip; asking first leaves no half environment behind.
    whole = [PYTHON, "-c", "import venv; from ensurepip import bootstrap"]
    if works(*whole) and shown(PYTHON, "-m", "venv", str(VENV)):
        return inside
    clear()
    system = [PYTHON, "-m", "pip", "--python"]
    if works(*system, PYTHON, "--version") and works(PYTHON, "-m", "venv", "--without-pip", str(VENV)):
        return [*system, INSIDE]
    clear()
    if not works(*whole) and apt_installs("python3-venv") and shown(PYTHON, "-m", "venv", str(VENV)):
        return inside
    clear()
    again = " ".join(["python3 start.py", *sys.argv[1:]])
    raise Trouble(f"{PYTHON} cannot make .venv; type: sudo apt-get install -y python3-venv && {again}")


def as_root() -> list[str] | None:
    """What to put before a command that changes the system; None where we may not."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if works("sudo", "-n", "true") else None


def apt_installs(*packages: str) -> bool:
    """Install system packages where we may; whether they are there now."""
    may = as_root()
    if may is None or not shutil.which("apt-get"):
        return False
    apt = [*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qqyo", "DPkg::Lock::Timeout=300"]
    say(f"Installing {' and '.join(packages)} with apt …")
    works(*apt, "update")
    return works(*apt, "install", "--no-install-recommends", *packages)


def become(program: str, *arguments: str) -> None:
    """Turn into a program of the environment, so that Ctrl-C and its exit status are its own."""
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(str(VENV / "bin" / program), [program, *arguments], surroundings())  # noqa: S606 - no shell is meant


def check() -> int:
    """Run every check, even after one failed, and sum up."""
    failed = []
    for line in CHECKS:
        program, *arguments = line.split()
        say(f"── {line}")
        status = subprocess.call([str(VENV / "bin" / program), *arguments], cwd=ROOT, env=surroundings())
        failed += [line] * (status != 0)
    say("Failed: " + ", ".join(failed) if failed else f"All {len(CHECKS)} checks passed.")
    return 1 if failed else 0


def demo_choices() -> list[str]:
    """What SERVE=no and FROM=DIR ask of the demo."""
    quiet = os.environ.get("SERVE", "").lower() in {"no", "0", "false"}
    folder = os.environ.get("FROM", "")
    return ["--no-serve"] * quiet + (["--from", str(Path(folder).expanduser().absolute())] if folder else [])


def main(arguments: list[str]) -> int:
    """Run the command that was typed."""
    name, extra = (arguments or [""])[0], arguments[1:]
    if name not in {*PROGRAMS, "check", "setup"}:
        say(f"Type `python3 start.py` and one of: {' '.join(PROGRAMS)} check setup (the Makefile says more).")
        return 0 if name in {"-h", "--help", "help"} else 2
    set_up()
    if name == "check":
        return check()
    if name == "test":
        subprocess.call([INSIDE, "tests/needs.py"], cwd=ROOT, env=surroundings())
    if name == "demo":
        extra = [*demo_choices(), *extra]
    if name in PROGRAMS:
        become(*PROGRAMS[name], *extra)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(without_credentials(str(trouble)))
    except KeyboardInterrupt:
        sys.exit("Stopped; type the same again to go on.")
