"""Finds names of people in words that children type: by a list, by titles, and by what stands around them."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|mx|miss|sir|dr|doctor|prof(?:essor)?|coach|nurse|sgt|sergeant|pc|rev(?:erend)?|imam|uncle"
    r"|aunt(?:ie|y)?)\.? +(?=[^\W\d_])",
    re.IGNORECASE,
)
_SURE_TITLES = frozenset(("mr", "mrs", "ms", "mx", "dr", "sgt"))
_POSSESSIVE = re.compile(r"['’]s$")
_HEAD = re.compile(r"(?:^|[.!?\n]\s*)$")
_LOOK_BACK, _LOOK_AHEAD = 40, 24


@dataclass(frozen=True)
class _Rules:
    """The lists, ready to use."""

    sure: frozenset[str]
    doubtful: frozenset[str]
    missed: frozenset[str]
    nobody: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    after_capital: re.Pattern[str]


@cache
def _rules() -> _Rules:
    folder = files("oneplan.listen.texts")
    lines = (folder / "given_names.txt").read_text(encoding="utf-8").splitlines()
    names = [word for line in lines if not line.startswith("#") for word in line.split()]
    doubtful = frozenset(word[1:] for word in names if word.startswith("~"))
    around = tomllib.loads((folder / "around_names.toml").read_text(encoding="utf-8"))
    return _Rules(
        frozenset(names) - doubtful,
        doubtful,
        frozenset(around["missed"].split()),
        frozenset(around["nobody"].split()),
        re.compile(rf"\b(?:{_any_of(around['before'])}) $", re.IGNORECASE),
        re.compile(_following(around["after"]), re.IGNORECASE),
        re.compile(_following(around["after_capital"]), re.IGNORECASE),
    )


def _any_of(listed: str) -> str:
    phrases = (" ".join(phrase.split()) for phrase in listed.split(";"))
    return "|".join(_searched(phrase) for phrase in phrases)


def _searched(phrase: str) -> str:
    return phrase.replace("'", "['’]?").replace("#", r"\d{1,2}\w?").replace("_", r"\w+")


def _following(listed: str) -> str:
    return rf"(?:(?=['’])| )(?:{_any_of(listed)})(?!\w)"


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Where names of people stand: first characters and ends, in their order.

    Examples
    --------
    >>> text = "me and will told Miss Okafor that Zofia Nowak hits us. It will be fun."
    >>> [text[start:end] for start, end in find_names(text)]
    ['will', 'Miss Okafor', 'Zofia Nowak']
    """
    words = list(_WORD.finditer(text))
    titles = {found.end(): found for found in _TITLE.finditer(text)}
    at = -1
    for place, word in enumerate(words):
        if word.start() < at:
            continue
        title = titles.get(word.start())
        if title is not None and _is_titled(title, word):
            at = _to_surname(words[place:], text)
            yield title.start(), at
        elif _is_name(word, text):
            at = _to_surname(words[place:], text)
            yield word.start(), at


def _is_titled(title: re.Match[str], word: re.Match[str]) -> bool:
    """Mr and Mrs stand before names alone; but one can miss school, and a coach can be late."""
    rules, said, name = _rules(), title.group().strip(" .").lower(), word.group()
    bare = _plain(name)
    if said in _SURE_TITLES:
        return bare not in rules.nobody
    has_capital = name[0].isupper()
    if bare in rules.sure | rules.doubtful:
        return said == "miss" or has_capital or bare in rules.sure
    if said == "miss":
        return bare not in rules.missed and (has_capital or title.group()[0].isupper())
    return has_capital and bare not in rules.nobody


def _is_name(word: re.Match[str], text: str) -> bool:
    rules, name = _rules(), word.group()
    bare = _plain(_POSSESSIVE.sub("", name))
    if bare in rules.sure or ("-" in bare and bare.split("-")[0] in rules.sure):
        return True
    if bare in rules.nobody and bare not in rules.doubtful:
        return False
    before = text[max(0, word.start() - _LOOK_BACK) : word.start()]
    after = text[_end(word) :][:_LOOK_AHEAD]
    comes_after = bool(rules.before.search(before))
    is_meant = comes_after or bool(rules.after.match(after))
    if not name[0].isupper():
        return bare in rules.doubtful and is_meant
    at_head = bool(_HEAD.search(before))
    if bare in rules.doubtful:
        return not at_head or is_meant or bool(rules.after_capital.match(after))
    return comes_after or (is_meant and not at_head)


def _plain(name: str) -> str:
    """A name in small letters without its accents: Siobhán is in the list as siobhan."""
    parts = unicodedata.normalize("NFKD", name.lower())
    return "".join(one for one in parts if not unicodedata.combining(one))


def _to_surname(words: Sequence[re.Match[str]], text: str) -> int:
    """The end of a name, with the surname where one follows in capitals."""
    end = _end(words[0])
    for following in words[1:3]:
        has_capital = following.group()[0].isupper()
        if (
            text[end : following.start()] != " "
            or not has_capital
            or _plain(following.group()) in _rules().nobody
        ):
            break
        end = _end(following)
    return end


def _end(word: re.Match[str]) -> int:
    return word.end() - (2 if _POSSESSIVE.search(word.group()) else 0)
