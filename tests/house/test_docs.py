"""The documentation builds strictly, its tutorial runs, and nothing that it lists has drifted."""

import doctest
import os
import re
import socket
import subprocess
import sys
import textwrap
from dataclasses import fields
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from django.urls import URLPattern, get_resolver
from test_front_door import is_error
from test_readme import BLOCK
from written import ROOT, SRC, address, files_under

import oneplan
from oneplan.choices import Choices
from oneplan.cli import make_app
from oneplan.definitions.families import Family, find_family
from oneplan.definitions.measures import Measure
from oneplan.plan.files import LISTS
from oneplan.plan.frame import Plan
from oneplan.plan.parts import Theme
from oneplan.plan.shelf import read_plans
from oneplan.web.understand.forms import Asked
from oneplan.words.reading import reading_age

DOCS = ROOT / "docs"
PAGES = [path for path in sorted(DOCS.rglob("*.md")) if path.parent.name != "benchmarks"]
TUTORIAL = DOCS / "tutorial.md"
PROGRAMS = Path(sys.executable).parent
NOWHERE = "http://127.0.0.1:9"
OLDEST_READER = 12
"""The papers are for people who are not analysts; the public's own pages are held to eleven."""

# What `make` turns into is tested elsewhere; here its commands run in the environment that is there already.
PRELUDE = """
set -e
git() {
  command git clone -q "$REPOSITORY" oneplan 2>/dev/null || mkdir oneplan
  mkdir -p oneplan/.venv/bin; : > oneplan/.venv/bin/activate
}
make() {
  case "$*" in
    "demo SERVE=no") oneplan demo --no-serve ;;
    serve) oneplan serve --port "$PORT" & is_served; kill $!; wait ;;
    *) echo "this test knows no make $*"; return 1 ;;
  esac
}
is_served() {
  for _ in $(seq 150); do
    python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$PORT/')" 2>/dev/null && return
    sleep 0.2
  done
  return 1
}
"""


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def steps(path):
    """The blocks of a page in their order: kind and text."""
    found = BLOCK.finditer(path.read_text(encoding="utf-8"))
    return [(block["kind"], textwrap.dedent(block["text"])) for block in found]


def first_cells(text):
    """What stands as code in the first cell of each row of each table."""
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


def fits(expected, said):
    """Whether an output is the one that a page shows, where `…` stands for anything."""
    lines = [line.rstrip() for line in expected.splitlines()]
    pattern = re.escape("\n".join(lines)).replace("…", ".*?")
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in said.splitlines()), re.DOTALL)


def example_failures(text, *, names):
    said = []
    test = doctest.DocTestParser().get_doctest(text, names, "page", None, 0)
    test.globs = names
    doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
    return "".join(said)


class Asks(HTMLParser):
    """Collects what a page makes a browser fetch."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        names = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}
        if tag in names and given.get(names[tag]):
            self.found.append(given[names[tag]])


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The documentation, built strictly."""
    if not find_spec("mkdocs"):
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("mkdocs is not installed (pip install 'oneplan[docs]')")
    folder = tmp_path_factory.mktemp("site")
    command = [str(PROGRAMS / "mkdocs"), "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=quiet)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def built(site, name):
    return (site / name).read_text(encoding="utf-8")


def test_every_page_is_built(site):
    wanted = [path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")]
    assert [str(path) for path in wanted if not (site / path).is_file()] == []


def test_no_page_asks_another_host_for_anything(site):
    for path in files_under(site, ending=".html"):
        asks = Asks()
        asks.feed(path.read_text(encoding="utf-8"))
        assert asks.found
        assert [ask for ask in asks.found if re.match(r"(https?:)?//", ask)] == [], path.name
    for path in files_under(site, ending=".css"):
        assert not re.search(r"@import|url\(['\"]?(https?:)?//", path.read_text(encoding="utf-8")), path.name


def test_no_mark_is_left_for_the_program_to_fill(site):
    left = [path.name for path in files_under(site, ending=".html") if "from the program" in path.read_text()]
    assert left == []


def commands(command, *, name="oneplan"):
    yield name, [word for one in command.params for word in (*one.opts, *one.secondary_opts)]
    for word, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, name=f"{name} {word}")


def test_the_command_line_is_all_there(site):
    text = built(site, "reference/command-line.html")
    everything = dict(commands(typer.main.get_command(make_app())))
    assert {"oneplan hidden", "oneplan evidence import", "oneplan serve"} <= set(everything)
    for name, options in everything.items():
        assert f">{name}<" in text
        assert [
            option for option in options if option.startswith("--") and f"<code>{option}</code>" not in text
        ] == []


def routes(resolver, *, before="/"):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{before}{pattern.pattern}"
        else:
            yield from routes(pattern, before=f"{before}{pattern.pattern}")


def test_every_address_is_there_and_says_what_it_answers(site):
    text = built(site, "reference/addresses.html")
    for route in routes(get_resolver()):
        said = re.sub(r"<(?:[a-z]+:)?(\w+?)_?>", r"&lt;\1&gt;", route)
        assert re.search(rf"<code>{re.escape(said)}</code></td>\s*<td>\w", text), route


def test_every_choice_of_a_partnership_is_there_and_in_the_file_it_writes(site):
    text = built(site, "reference/partnership.html")
    written = (SRC / "new_partnership.toml").read_text(encoding="utf-8")
    for name in Choices.model_fields:
        assert f"<code>{name}" in text
        assert re.search(rf"^{name} =|^\[{name}[\].]", written, re.MULTILINE), name


def test_every_record_and_every_benchmark_is_listed(site):
    for folder, listing in (
        ("decisions/0*.md", "decisions/index.html"),
        ("benchmarks/*.md", "benchmarks.html"),
    ):
        text = built(site, listing)
        assert [path.stem for path in DOCS.glob(folder) if f"{path.stem}.html" not in text] == []


def test_every_name_at_the_front_door_is_in_the_reference():
    text = page("reference/library.md")
    missing = [name for name in oneplan.__all__ if not is_error(name) and f".{name}\n" not in text]
    assert missing == []
    assert "::: oneplan.errors\n" in text


def test_every_column_of_the_table_is_explained():
    columns = oneplan.find_hidden_gaps(oneplan.open_evidence(), area="Kent").columns
    assert sorted(first_cells(page("reference/columns.md"))) == sorted(columns)


def test_every_column_of_the_definitions_is_explained():
    families, measures = page("reference/definitions.md").split("## `measures.csv`")
    assert sorted(first_cells(families)) == sorted(Family.model_fields)
    assert sorted(first_cells(measures.split("## `groups.toml`")[0])) == sorted(Measure.model_fields)


def test_every_setting_is_explained_and_no_other():
    sources = [*files_under(SRC, ending=".py"), ROOT / "start.py", ROOT / "Makefile"]
    used = {
        name for path in sources for name in re.findall(r"ONEPLAN_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    named = {name for name in first_cells(page("reference/settings.md")) if name.startswith("ONEPLAN_")}
    assert named == used


def test_every_word_of_an_address_is_explained():
    text = page("reference/addresses.md").partition("question mark")[2]
    asked = {field.name for field in fields(Asked)} - {"area", "home", "not_understood"}
    assert set(first_cells(text)) == asked


@pytest.mark.parametrize("path", [path for path in PAGES if path != TUTORIAL], ids=address)
def test_its_examples_print_what_they_show(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    assert [example_failures(text, names=names) for kind, text in steps(path) if kind == "pycon"] == [
        "" for kind, _ in steps(path) if kind == "pycon"
    ]


def test_the_plan_that_is_shown_is_a_plan(tmp_path):
    shown = re.findall(
        r'^```toml title="(\S+)"\n(.*?)^```', page("how-to/write-a-plan.md"), re.MULTILINE | re.DOTALL
    )
    assert len(shown) == 3
    for name, text in shown:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (plan,) = read_plans(["our-plan"], own=tmp_path)
    assert [theme.name for theme in plan.under("learn")] == ["A good start for children on free school meals"]
    (indicator,) = plan.find_theme("l-1").indicators
    assert indicator.group in find_family(indicator.family).measures


def test_every_field_of_a_plan_is_there(site):
    text = built(site, "reference/plans.html").replace("<wbr>", "")
    fields_of = set(Plan.model_fields) - set(LISTS) | set(Theme.model_fields)
    assert {name for name in fields_of if f"<code>{name}</code>" not in text} == set()
    assert [part for part in LISTS if f"{part}.toml" not in text] == []


@pytest.fixture
def surroundings(tmp_path, monkeypatch):
    """A folder of one's own, a publisher that cannot be reached, and a port."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = str(trial.getsockname()[1])
    for name in ("ONEPLAN_HOME", "ONEPLAN_STATISTICS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ONEPLAN_PUBLISHER", NOWHERE)
    monkeypatch.setenv("REPOSITORY", str(ROOT))
    monkeypatch.setenv("PORT", port)
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return port


def typed(text, *, port):
    """What a block of commands prints; the next block begins in the folder where it ended."""
    command = ["bash", "-c", f'{PRELUDE}\n{text}\npwd > "$START/here"']
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{text}\n{done.stdout[-500:]}{done.stderr[-1500:]}"
    return done.stdout.replace(f":{port}/", ":8000/")


def test_the_tutorial_runs_from_the_clone_to_the_finding(surroundings, tmp_path, monkeypatch):
    monkeypatch.setenv("START", str(tmp_path))
    said, names, shown = "", {}, 0
    for kind, text in steps(TUTORIAL):
        if kind == "sh":
            said = typed(text, port=surroundings)
            monkeypatch.chdir((tmp_path / "here").read_text().strip())
        if kind == "text":
            assert fits(text, said), f"It shows\n{text}\nbut this was said:\n{said}"
            shown += 1
        if kind == "pycon":
            assert example_failures(text, names=names) == ""
    assert shown >= 5
    assert (Path.cwd() / "kent.csv").stat().st_size > 1000


def prose_of(path):
    """What a page says in sentences, without tables, lists of links, code and marks."""
    aside = r"^(\||#|::|- \[|<!|--8<--).*$|`[^`]*`|\(\S+\)|[*\[\]]"
    return re.sub(aside, " ", BLOCK.sub("", path.read_text(encoding="utf-8")), flags=re.MULTILINE)


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path.parent.name in ("docs", "how-to", "explanation")], ids=address
)
def test_a_page_for_people_can_be_read(path):
    assert reading_age(prose_of(path)) <= OLDEST_READER


@pytest.mark.parametrize(
    ("expected", "said", "same"),
    [
        ("a\n…\nb\n", "a\nx\ny\nb\n", True),
        ("of … all\n", "of 12 all   \n", True),
        ("a\n", "a\nb\n", False),
        ("18.6 (1)\n", "18x6 (1)\n", False),
    ],
)
def test_the_check_of_outputs_can_tell(expected, said, same):
    assert bool(fits(expected, said)) == same
