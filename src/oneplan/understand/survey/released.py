"""A survey's release: every table that came through the gate, and what else a report needs to know."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path

from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.disclosure.safe_table import SafeTable, reopen_table
from oneplan.errors import NotFound, NotValid
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.understand.survey.crossing import CROSS, KEPT, OTHERS, level_of
from oneplan.understand.survey.folding import NO_GROUPS, YEAR
from oneplan.understand.survey.gating import REST, SAID, Gated
from oneplan.understand.survey.items import Item, list_items
from oneplan.understand.survey.places import Pair, Places, Unit

PLACES, WHOLE = "places", "whole"
_ABOUT, _TABLES = "survey.json", "tables.jsonl"
Find = Callable[[str], int | None]
Figures = tuple[int, int]
"""How many pupils were asked, and how many of them gave an answer that counts."""


@dataclass(frozen=True, eq=False)
class Released:
    """All that may be said of a closed wave: each figure of a report is worked out from here.

    Attributes
    ----------
    asked
        What was asked.
    places
        The units and what lies above them.
    characteristics
        The questions that say who pupils are; the year is one more group.
    tables
        By item, or by question for all its answers: by kind of table, `places`, `whole`, a characteristic or
        two that are crossed.
    left_out
        Items of which nothing can be shown, and why.
    took_part
        By school, how many answered: for that school, and for those inside.
    is_synthetic
        Whether the answers were made up.
    policy
        The rules it was made by.
    """

    asked: Questionnaire
    places: Places
    characteristics: tuple[str, ...]
    tables: Mapping[str, Mapping[str, Gated]] = field(repr=False)
    left_out: Mapping[str, str]
    took_part: Mapping[str, int]
    is_synthetic: bool
    policy: Policy

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of which anything is shown, in the order of the questionnaire."""
        every = list_items(self.asked, characteristics=self.characteristics)
        return tuple(item for item in every if PLACES in self.tables.get(item.id, {}))

    def table_of(self, item: str, kind: str) -> SafeTable | None:
        """One table, or nothing where it could not be shown."""
        gated = self.tables.get(item, {}).get(kind)
        return gated.table if gated else None

    def in_place(self, item: Item, code: str) -> Figures | None:
        """What is shown of a unit, an area, a version or `Total`; None where it is withheld or not asked."""
        table = self.table_of(item.id, PLACES)
        if table is None:
            return None
        return _figures(lambda answer: _cell(table, {"place": code, "answer": answer}))

    def in_group(self, item: Item, group: str, *, level: str) -> Figures | None:
        """What is shown of the pupils at a level of a characteristic, or of the year."""
        table = self._table_by(item, group)
        if table is None or group not in table.dimensions:
            return None
        return _figures(lambda answer: _cell(table, {group: level, "answer": answer}))

    def levels_of(self, item: Item, group: str) -> tuple[str, ...]:
        """The levels of a characteristic, or of the year, that a table shows."""
        table = self._table_by(item, group)
        if table is None or group not in table.dimensions:
            return ()
        at = table.dimensions.index(group)
        found = {codes[at] for codes in table.cells} - {TOTAL}
        return tuple(sorted(code for code in found if code == level_of(code)))

    def _table_by(self, item: Item, group: str) -> SafeTable | None:
        """The table of a characteristic; years stand beside places where they could not go out alone."""
        kinds = (group, PLACES) if group == YEAR else (group, f"{self.characteristics[0]}{CROSS}{group}")
        return next(filter(None, (self.table_of(item.id, kind) for kind in kinds)), None)

    @cached_property
    def crossings(self) -> tuple[Pair, ...]:
        """The pairs of characteristics that any table crosses; none in figures of before there were any."""
        kinds = dict.fromkeys(kind for kinds in self.tables.values() for kind in kinds if CROSS in kind)
        return tuple((first, other) for first, _, other in (kind.partition(CROSS) for kind in kinds))

    def in_crossing(self, item: Item, pair: Pair, *, levels: tuple[str, str]) -> Figures | None:
        """What is shown of the pupils who are at both of two levels."""
        table = self.table_of(item.id, CROSS.join(pair))
        if table is None:
            return None
        first, other = levels
        code = other + KEPT if (TOTAL, other + KEPT, TOTAL) in table.cells else other
        return _figures(lambda answer: table.find_value((first, code, answer)))

    def levels_in_crossing(self, item: Item, pair: Pair) -> tuple[tuple[str, str], ...]:
        """The levels of two characteristics that a table crosses, but for those that are no groups."""
        table = self.table_of(item.id, CROSS.join(pair))
        if table is None:
            return ()
        every = sorted({codes[:2] for codes in table.cells})
        nothing = NO_GROUPS | {TOTAL, OTHERS}
        return tuple(
            (one, two) for one, two in every if two == level_of(two) and not nothing.intersection((one, two))
        )

    def write(self, folder: Path) -> None:
        """Write it into a folder, from which `read_released` reads it again."""
        folder.mkdir(parents=True, exist_ok=True)
        about = {
            "asked": self.asked.model_dump(mode="json", by_alias=True),
            "policy": self.policy.model_dump(mode="json"),
            "places": asdict(self.places),
            "characteristics": self.characteristics,
            "left_out": dict(self.left_out),
            "took_part": dict(self.took_part),
            "is_synthetic": self.is_synthetic,
        }
        _write_whole(folder / _TABLES, "".join(self._lines()))
        _write_whole(folder / _ABOUT, json.dumps(about, ensure_ascii=False))

    def _lines(self) -> Iterator[str]:
        for item, kinds in self.tables.items():
            for kind, gated in kinds.items():
                line = {"item": item, "kind": kind, "shown": gated.shown, "certificate": gated.certificate}
                yield json.dumps(line, ensure_ascii=False) + "\n"


def read_released(folder: Path) -> Released:
    """Read a release again; each table is held against its certificate.

    Raises
    ------
    NotFound
        When there is none in this folder.
    NotValid
        When it cannot be read.
    NotSafe
        When a table is not the one that its certificate names.
    """
    if not (folder / _ABOUT).is_file():
        raise NotFound(f"There are no figures of a survey in {folder}. Make the reports first.")
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        lines = [json.loads(line) for line in (folder / _TABLES).read_text(encoding="utf-8").splitlines()]
        policy = Policy.model_validate(about["policy"])
        asked = Questionnaire.model_validate(about["asked"])
        places = _read_places(about["places"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotValid(f"The figures in {folder} cannot be read. Restore them from a backup.") from error
    tables: dict[str, dict[str, Gated]] = {}
    for line in lines:
        shown, certificate = line["shown"], line["certificate"]
        table = reopen_table(shown, certificate=certificate, policy=policy)
        tables.setdefault(line["item"], {})[line["kind"]] = Gated(table, shown, certificate)
    return Released(
        asked,
        places,
        tuple(about["characteristics"]),
        tables,
        about["left_out"],
        about["took_part"],
        about["is_synthetic"],
        policy,
    )


def _read_places(read: dict[str, object]) -> Places:
    made = Places(**read)  # type: ignore[arg-type]
    units = {code: Unit(**one) for code, one in made.units.items()}  # type: ignore[arg-type]
    units = {code: replace(one, schools=tuple(one.schools)) for code, one in units.items()}
    pairs = tuple((child, parent) for child, parent in made.pairs)
    return replace(made, units=units, pairs=pairs, left_out=tuple(made.left_out))


def _cell(table: SafeTable, codes: Mapping[str, str]) -> int | None:
    return table.find_value([codes.get(name, TOTAL) for name in table.dimensions])


def _figures(find: Find) -> Figures | None:
    of, said = find(TOTAL), find(SAID)
    if not of or said is None or find(REST) is None:
        return None
    return of, said


def _write_whole(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
