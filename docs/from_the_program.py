"""Writes into pages what only the program knows, while the site is built: no page can drift from it."""

import ast
import inspect
import json
import os
import re
import textwrap
from collections.abc import Callable, Iterator, MutableMapping
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import get_args

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from oneplan.choices import Choices, Stage
from oneplan.cli import make_app
from oneplan.definitions.families import list_families, list_kinds, list_pairs
from oneplan.definitions.measures import list_measures
from oneplan.definitions.topics import all_topics
from oneplan.listen.definition.around import all_catalogues
from oneplan.listen.definition.finding import CHECKS as SURVEY_CHECKS
from oneplan.listen.definition.questionnaire import LanguageOf, Questionnaire, Version
from oneplan.listen.definition.questions import Choice, Lineage, Question, Scale
from oneplan.listen.definition.wording import Wording
from oneplan.plan.deciding import Agreement
from oneplan.plan.doing import Elsewhere, Milestone, Term
from oneplan.plan.files import LISTS
from oneplan.plan.frame import Plan
from oneplan.plan.lacking import CRITERIA
from oneplan.plan.parts import Indicator, Item
from oneplan.plan.showing import Frozen
from oneplan.plan.spreadsheet import COLUMNS
from oneplan.plan.thread import STEPS
from oneplan.sources.checks import CHECKS
from oneplan.sources.directory.offers import LEVELS
from oneplan.web.people.table import make_table

DOCS = Path(__file__).parent
MARK = "<!-- from the program: {} -->"
LISTED = {"Decisions": "decisions/0*.md", "Benchmarks": "benchmarks/*.md"}
"""Sections whose pages are all the files of a folder, in the order of their names."""


def on_config(config: MutableMapping[str, list[dict[str, list[str]]]]) -> object:
    """Put every record and every benchmark that is there into the navigation."""
    for section in config["nav"]:
        for name, pattern in LISTED.items():
            if name in section:
                section[name] += [path.relative_to(DOCS).as_posix() for path in sorted(DOCS.glob(pattern))]
    return config


def on_page_markdown(markdown: str, **_: object) -> str:
    """Replace each mark by what the program says."""
    for name, write in WRITERS.items():
        mark = MARK.format(name)
        if mark in markdown:
            markdown = markdown.replace(mark, "\n".join(write()))
    return markdown


def on_page_content(html: str, **_: object) -> str:
    """Fit tables to narrow screens: a long name may break, and a keyboard reaches what has to be scrolled."""
    broken = re.sub(r"(?<=<td><code>)\w+", lambda name: name[0].replace("_", "_<wbr>"), html)
    framed = r'<div class="op-scroll" tabindex="0"><table class="op-table">\1</table></div>'
    return re.sub(r"<table>(.*?)</table>", framed, broken, flags=re.DOTALL)


def on_post_page(output: str, **_: object) -> str:
    """Give the theme's search box a name, for those who hear it."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"')


def on_post_template(output_content: str, **_: object) -> str:
    """The same for the page that says that there is no page."""
    return on_post_page(output_content)


def command_line() -> Iterator[str]:
    """Every command with its arguments and options, as typer knows them."""
    yield from _described("oneplan", typer.main.get_command(make_app()), level=2)


def _described(name: str, command: TyperCommand | TyperGroup, *, level: int) -> Iterator[str]:
    arguments = [one for one in command.params if isinstance(one, TyperArgument)]
    options = [one for one in command.params if isinstance(one, TyperOption)]
    inner = command.commands if isinstance(command, TyperGroup) else {}
    typed = [name, *(one.name.upper() for one in arguments), *["[OPTIONS]"] * bool(options)]
    yield f"{'#' * level} {name}\n\n{command.help}\n"
    yield f"```text\n{' '.join([*typed, *['COMMAND'] * bool(inner)])}\n```\n"
    if command.params:
        yield "| What is typed | Where it is not | What it does |\n|---|---|---|"
        yield from (f"| `{one.name.upper()}` | | {one.help} |" for one in arguments)
        yield from map(_row, options)
        yield ""
    for word, below in sorted(inner.items()):
        yield from _described(f"{name} {word}", below, level=level + 1)


def _row(option: TyperOption) -> str:
    names = " or ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    one_of = (
        ", ".join(f"`{one}`" for one in type(option.default)) if isinstance(option.default, StrEnum) else ""
    )
    return f"| {names} | {_usual(option)} | {option.help}{f' One of {one_of}.' if one_of else ''} |"


def _usual(option: TyperOption) -> str:
    """What holds where the option is not given; a folder within the package is not for typing."""
    if option.default in (None, False):
        return ""
    if isinstance(option.default, Path):
        return "the folder of the built-in table"
    return f"`{option.opts[0] if option.default is True else option.default}`"


def addresses() -> Iterator[str]:
    """Every address of the site with what its view answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneplan.web.settings")
    os.environ.setdefault("ONEPLAN_SECRET_KEY", "docs")
    from django import setup  # noqa: PLC0415 - it wants its settings first
    from django.urls import URLResolver, get_resolver  # noqa: PLC0415

    def routes(resolver: URLResolver, *, before: str) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            route = f"{before}{pattern.pattern}"
            if isinstance(pattern, URLResolver):
                yield from routes(pattern, before=route)
            else:
                yield (
                    re.sub(r"<(?:[a-z]+:)?(\w+?)_?>", r"<\1>", route),
                    inspect.getdoc(pattern.callback) or "",
                )

    setup()
    yield "| Address | What it answers |\n|---|---|"
    for route, about in routes(get_resolver(), before="/"):
        yield f"| `{route}` | {about.partition(chr(10))[0]} |"


def choices() -> Iterator[str]:
    """Every key of partnership.toml with what may stand in it."""
    yield "| Key | Takes | Usually |\n|---|---|---|"
    for name, field in Choices.model_fields.items():
        table = field.annotation if isinstance(field.annotation, type) else None
        if table and issubclass(table, BaseModel):
            yield from (_key(f"{name}.{inner}", below) for inner, below in table.model_fields.items())
        elif name == "stages":
            yield from (f"| `stages.….{inner}` | text | |" for inner in Stage.model_fields)
        elif name == "policies":
            yield "| `policies.….…` | a stricter value for a rule of [a policy](gate.md#the-policies) | |"
        else:
            yield _key(name, field)


def _key(name: str, field: FieldInfo) -> str:
    if name == "directory.levels":
        levels = " or ".join(f"`{one}`" for one in LEVELS if one)
        return f"| `{name}.…` | {levels}, for a word of the directory | |"
    said = {str: "text", int: "a whole number", float: "a number"}
    usual = "must be given" if field.is_required() else f"`{json.dumps(field.default)}`"
    options = " or ".join(f'`"{one}"`' for one in get_args(field.annotation) if isinstance(one, str))
    return f"| `{name}` | {said.get(field.annotation) or options or 'a list of texts'} | {usual} |"


def plan_parts() -> Iterator[str]:
    """Every file of a plan with its own fields, after those that all items have."""
    yield from _fields("What every item has", Item)
    yield from _fields("plan.toml", Plan, left_out=LISTS)
    for part in LISTS:
        (kind, *_) = get_args(Plan.model_fields[part].annotation)
        yield from _fields(
            f"{part}.toml", kind, left_out=tuple(Item.model_fields) if issubclass(kind, Item) else ()
        )
    for title, kind in (
        ("An indicator of a theme", Indicator),
        ("A milestone of an activity", Milestone),
        ("Another plan that an activity serves", Elsewhere),
        ("A term of a role", Term),
        ("Who agreed the plan", Agreement),
        ("Where an indicator was taken from", Frozen),
    ):
        yield from _fields(title, kind)


def questionnaire_parts() -> Iterator[str]:
    """The parts of a questionnaire with their fields."""
    for title, kind in (
        ("The questionnaire", Questionnaire),
        ("A version", Version),
        ("A language", LanguageOf),
        ("Wording", Wording),
        ("A scale", Scale),
        ("A question", Question),
        ("An option, or a step of a scale", Choice),
        ("Lineage", Lineage),
    ):
        yield from _fields(title, kind)


def survey_checks() -> Iterator[str]:
    """What `oneplan survey check` asks, in its order."""
    yield "| Check | What must hold |\n|---|---|"
    for name, asks in SURVEY_CHECKS.items():
        yield f"| `{name}` | {asks} |"


def words_around() -> Iterator[str]:
    """The words around the questions by their names."""
    yield "| Name | In English |\n|---|---|"
    for name, said in all_catalogues()["en"].words.items():
        yield f"| `{name}` | {said} |"


def criteria() -> Iterator[str]:
    """What the plan check asks, in its order."""
    yield "| Criterion | What it asks |\n|---|---|"
    for name, asks in CRITERIA.items():
        yield f"| `{name}` | {asks} |"


def thread() -> Iterator[str]:
    """The steps of the thread, and what is said where it breaks."""
    yield "| Step | What it asks | Where nothing stands |\n|---|---|---|"
    for step in STEPS:
        yield f"| `{step.id}` | {step.name} | {step.missing} |"


def activity_columns() -> Iterator[str]:
    """The columns of the spreadsheet of activities."""
    yield ", ".join(f"`{column}`" for column in COLUMNS) + "."


def _fields(title: str, kind: type[BaseModel], *, left_out: tuple[str, ...] = ()) -> Iterator[str]:
    own = {name: field for name, field in kind.model_fields.items() if name not in left_out}
    said = dict(pair for one in reversed(kind.__mro__) for pair in _said_of_fields(one))
    yield f"\n## {title}\n\n{inspect.getdoc(kind)}\n"
    if own:
        yield "| Field | Must it be given? | What it says |\n|---|---|---|"
    for name, field in own.items():
        options = ", ".join(f"`{one}`" for one in get_args(field.annotation) if isinstance(one, str) and one)
        what = [said.get(name, ""), f"One of {options}." if options else ""]
        required = "yes" if field.is_required() else "no"
        yield f"| `{field.alias or name}` | {required} | {' '.join(filter(None, what))} |"


def _said_of_fields(kind: type) -> Iterator[tuple[str, str]]:
    """The sentence below a field in a class of ours."""
    if not kind.__module__.startswith("oneplan."):
        return
    (written,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    for field, below in pairwise(getattr(written, "body", ())):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
            yield ast.unparse(field.target), str(ast.literal_eval(below.value))


def topics() -> Iterator[str]:
    """The topics with what they are about and how many families they have."""
    families = [family.topic for family in list_families()]
    yield "| Topic | What it is about | Measures |\n|---|---|---:|"
    for topic in all_topics().values():
        yield f"| {topic.name} | {topic.about} | {families.count(topic.id)} |"


def kinds() -> Iterator[str]:
    """The kinds of group that a finding can be about, as `--group` takes them."""
    yield "| `--group` | Children |\n|---|---|"
    for kind, words in list_kinds().items():
        yield f"| `{kind}` | {words} |"


def acts() -> Iterator[str]:
    """Every act with the roles that may do it, as the page of the site has it."""
    yield "| What | For every organisation | For their own only | In the log |\n|---|---|---|---|"
    for line in make_table().lines:
        yield f"| {line.does} | {line.everybody or 'nobody'} | {line.own or 'nobody'} | {line.remembered} |"


def roles() -> Iterator[str]:
    """Every role, what it does, and whether a password is enough."""
    yield "| Role | What they do | Needs more than a password |\n|---|---|---|"
    for title, does, more in make_table().roles:
        yield f"| {title} | {does} | {more} |"


def counts() -> Iterator[str]:
    """How much is defined."""
    yield (
        f"{len(list_measures())} of the publisher's measures belong to {len(list_families())} families. "
        f"They give {len(list(list_pairs()))} pairs of a group and those it is compared with."
    )


def checks() -> Iterator[str]:
    """The checks on arrival, as a report names them."""
    yield "| Check | What must hold |\n|---|---|"
    for name, rule in CHECKS.items():
        yield f"| `{name}` | {rule} |"


def decisions() -> Iterator[str]:
    """The decision records by their titles."""
    for path in sorted((DOCS / "decisions").glob("0*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(". ")
        yield f"- [{words}]({path.name}), record {number}"


def benchmarks() -> Iterator[str]:
    """The benchmark pages by their titles."""
    for path in sorted((DOCS / "benchmarks").glob("*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        yield f"- [{title}](benchmarks/{path.name})"


WRITERS: dict[str, Callable[[], Iterator[str]]] = {
    "activity columns": activity_columns,
    "acts": acts,
    "addresses": addresses,
    "benchmarks": benchmarks,
    "checks": checks,
    "choices": choices,
    "command line": command_line,
    "counts": counts,
    "criteria": criteria,
    "decisions": decisions,
    "kinds": kinds,
    "plan parts": plan_parts,
    "questionnaire parts": questionnaire_parts,
    "roles": roles,
    "survey checks": survey_checks,
    "thread": thread,
    "topics": topics,
    "words around": words_around,
}
