"""Walks through XML that a stranger may have written: no entities, no depth or size beyond reason."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from oneplan.errors import NotValid

MOST_DEPTH = 60
Start = Callable[[str, Mapping[str, str]], None]


def walk_xml(
    data: bytes,
    *,
    name: str,
    start: Start,
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] = lambda _: None,
) -> None:
    """Call back for every element that begins and ends, and for the text between, in their order.

    Raises
    ------
    NotValid
        When it is no XML; when it declares entities or a document type, by which a few lines can become
        thousands of millions or reach other files; when elements lie in each other beyond reason.
    """
    parser = expat.ParserCreate(namespace_separator=None)
    depth = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise NotValid(f"{name} has elements within elements beyond reason. Save it again.")
        start(tag.rpartition(":")[2], attributes)

    def finish(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise NotValid(f"{name} declares a document type or entities. Save it without them.")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, finish, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place alone
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotValid(f"{name} is not readable as XML ({error}). Save it again.") from error
