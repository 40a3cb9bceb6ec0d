"""What git keeps: nothing large, secret or somebody else's, and a reason for all we lean on."""

import hashlib
import re
import tomllib
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement
from written import ROOT, address, tracked

MOST_BYTES = 400_000
MOST_BYTES_OF_A_PICTURE = 500_000
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".svg", ".gif"}
SHARED = ROOT.parent / "shared" / "data"
SECRETS = {
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of a cloud": re.compile(rb"\bAKIA[0-9A-Z]{16}\b"),
    "a token of a forge": re.compile(
        rb"\b(?:gh[pousr]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20,}|pypi-AgEI\w{20,})"
    ),
    "a password in an address": re.compile(
        rb"\b[a-z]+://[^/\s:@'\"{<]+:(?!\*\*\*|p@ss|pass\b|secret\b)[^/\s@'\"{<]{4,}@"
    ),
    "a secret key": re.compile(rb"SECRET_KEY\s*=\s*[\"'][^\"']{12,}"),
}
OF_ONE_MACHINE = re.compile(r"(?<![\w.~])/(?:work/|home/[a-z]+/|Users/\w+/|root/|opt/[a-z])")
PYPROJECT = ROOT / "pyproject.toml"


def too_large(path):
    most = MOST_BYTES_OF_A_PICTURE if path.suffix.lower() in PICTURES else MOST_BYTES
    return path.stat().st_size > most


def secrets_in(content):
    return [what for what, pattern in SECRETS.items() if pattern.search(content)]


def without_reason(text):
    """The dependency lines that do not say why they are there."""
    lines = text.splitlines()
    asked = tomllib.loads(text)
    project = asked.get("project", {})
    every = [*project.get("dependencies", []), *asked.get("build-system", {}).get("requires", [])]
    every += [name for extra in project.get("optional-dependencies", {}).values() for name in extra]
    reasons = {
        name
        for name in every
        for line in lines
        if re.search(rf'"{re.escape(name)}",?\]?\s+# \w.{{9,}}', line)
    }
    return sorted(set(every) - reasons)


def test_no_file_is_large():
    assert [address(path) for path in tracked() if too_large(path)] == []


def test_no_secret_is_kept():
    found = {address(path): secrets_in(path.read_bytes()) for path in tracked()}
    assert {name: secrets for name, secrets in found.items() if secrets} == {}
    assert [name for name in found if re.search(r"(^|/)(\.env|.*\.pem|id_rsa|.*\.key)$", name)] == []


def test_nothing_that_is_made_here_is_kept():
    made = re.compile(
        r"(^|/)(\.venv|var|dist|site|node_modules|__pycache__|[^/]*\.egg-info)/|\.pyc$|\.sqlite3?$"
    )
    assert [address(path) for path in tracked() if made.search(address(path))] == []


def test_no_file_names_a_place_on_one_machine():
    kept = [
        path
        for path in tracked()
        if path.suffix in {".py", ".md", ".toml", ".txt", ".html", ".json", ".scss", ""}
    ]
    own = "tests/house/test_repository.py"
    found = {
        address(path): places
        for path in kept
        if address(path) != own and (places := OF_ONE_MACHINE.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_none_of_the_shared_files_is_kept():
    if not SHARED.is_dir():
        pytest.skip("the shared files are not here to compare with")
    sizes = {path.stat().st_size for path in tracked()}
    shared = (path for path in SHARED.rglob("*") if path.is_file() and path.stat().st_size in sizes)
    theirs = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in shared if path.stat().st_size
    }
    ours = {address(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in tracked()}
    assert {name: theirs[digest] for name, digest in ours.items() if digest in theirs} == {}


def test_every_dependency_says_why_it_is_there():
    assert without_reason(PYPROJECT.read_text(encoding="utf-8")) == []


def test_every_dependency_is_pinned_and_no_pin_names_a_host():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[\w.!+]+( ; .+)?", line)] == []
    assert "://" not in "".join(lines)
    pinned = {line.partition("==")[0] for line in lines}
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    every = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    names = {re.split(r"[\[<>=!~; ]", name)[0].lower().replace("_", "-") for name in every}
    assert names - pinned == set()


def test_what_is_installed_is_what_was_pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    meant = [one for one in map(Requirement, lines) if one.marker is None or one.marker.evaluate()]
    pinned = {one.name: str(one.specifier).removeprefix("==") for one in meant}
    here = {found.name.lower().replace("_", "-"): found.version for found in distributions()}
    assert {name: here[name] for name in pinned if name in here and here[name] != pinned[name]} == {}


@pytest.mark.parametrize(
    "content",
    [
        b"-----BEGIN RSA PRIVATE " + b"KEY-----",
        b"url = 'postgres://me:" + b"hunter22@db.example/x'",
        b'SECRET_KEY = "' + b'django-insecure-abcdef"',
        b"ghp_" + b"a" * 36,
    ],
)
def test_the_check_of_secrets_finds_them(content):
    assert secrets_in(content)


@pytest.mark.parametrize("content", [b'SECRET_KEY = os.environ["SECRET_KEY"]', b"https://docs.example/a:b@c"])
def test_the_check_of_secrets_leaves_the_rest_alone(content):
    assert secrets_in(content) == []


def test_the_check_of_reasons_finds_a_line_without_one():
    text = '[project]\ndependencies = [\n  "polars>=2", # reads rows\n  "rich",\n  "typer>=1", #\n]\n'
    assert without_reason(text) == ["rich", "typer>=1"]


def test_the_check_of_places_finds_one():
    assert OF_ONE_MACHINE.search("see " + "/work" + "/shared")
    assert not OF_ONE_MACHINE.search("https://example.org/work/of/others and ~/work/ and a/home/b/")
