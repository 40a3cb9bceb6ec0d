"""A report of a survey as a paper to print."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oneplan.publish.survey.doing import Doing, to_rows
from oneplan.publish.survey.parts import (
    MADE_UP,
    Heading,
    Listed,
    Part,
    Quoted,
    Report,
    ToFill,
    Told,
    Words,
)
from oneplan.publish.survey.pupils import NEXT, PROMISE, say_what_school_does
from oneplan.publish.survey.school import WE_WILL
from oneplan.web.design.papers import Block, Paper

_LINES_LEFT = 2
_ROOM_TO_WRITE = "\u00a0\n\u00a0"


def write_report(report: Report, *, author: str, is_synthetic: bool) -> Paper:
    """A report as a paper; charts are left out, since the table below each has the same figures."""
    blocks = tuple(block for part in report.parts for block in _blocks(part))
    notice = MADE_UP[0].lower() + MADE_UP[1:] if is_synthetic else ""
    return Paper(report.title, report.about, author, notice, blocks, is_large=report.is_large)


def write_in(paper: Paper, doings: Sequence[Doing]) -> Paper:
    """The paper with what a school will do in the lines that were empty, and some lines left."""
    blocks = (_written_in(block, doings) if block.text == WE_WILL else block for block in paper.blocks)
    return replace(paper, blocks=tuple(blocks))


def write_for_pupils(paper: Paper, doings: Sequence[Doing]) -> Paper:
    """The page for pupils with what their school does, in place of the lines that were empty."""
    said = Block("list", rows=tuple((line,) for line in say_what_school_does(doings)))
    blocks: list[Block] = []
    for block in paper.blocks:
        if block.text == NEXT:
            blocks += [Block("heading", "What does your school do?", level=block.level), said]
        if block.text != PROMISE:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks)) if doings else paper


def _written_in(block: Block, doings: Sequence[Doing]) -> Block:
    heads, *empty = block.rows
    return replace(block, rows=(heads, *to_rows(doings), *empty[:_LINES_LEFT]))


def _blocks(part: Part) -> Iterator[Block]:
    match part:
        case Heading(text, level):
            yield Block("heading", text, level=level)
        case Words(text):
            yield Block("text", text)
        case Listed(lines):
            yield Block("list", rows=tuple((line,) for line in lines))
        case Told(caption, heads, rows):
            yield Block("table", caption, rows=(heads, *rows))
        case Quoted(texts):
            yield from (Block("quote", text) for text in texts)
        case ToFill(caption, heads, rows):
            empty = (_ROOM_TO_WRITE,) * len(heads)
            yield Block("table", caption, rows=(heads, *(empty,) * rows))
