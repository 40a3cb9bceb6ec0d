"""The tables of the plan's pages as files: the same words, made from what the pages show."""

from collections.abc import Iterable, Mapping

from oneplan.plan.frame import Plan
from oneplan.publish.formats import words_to_csv
from oneplan.web.plan.pages.doing import Done
from oneplan.web.plan.pages.history import Became, ComparePage, HistoryPage, Side
from oneplan.web.plan.pages.matrix import Cell, Matrix
from oneplan.web.plan.pages.parts import PartPage
from oneplan.web.plan.pages.showing import Indicated
from oneplan.words.saying import say_day

AGREED = "not agreed yet"


def matrix_csv(matrix: Matrix, *, plan: Plan) -> str:
    """One line an objective, a column for each pillar: what serves it there, or that nothing does yet."""
    lines = [
        {"objective": line.name, **{cell.column: _say_cell(cell, matrix=matrix) for cell in line.cells}}
        for line in matrix.lines
    ]
    note = "yes" if matrix.illustrative else ""
    return _signed(lines, plan=plan, illustrative=note)


def _say_cell(cell: Cell, *, matrix: Matrix) -> str:
    if not cell.links:
        return f"No {matrix.lowest.name} yet"
    return "; ".join(f"{link.id}: {link.name} (cannot tell yet)" for link in cell.links)


def indicators_csv(page: PartPage, shown: Iterable[Indicated], *, plan: Plan) -> str:
    """One line for each indicator of a priority and each group of children, with baseline and target."""
    lines = [
        {"priority": page.id, **_say_figures(name=one, baseline=AGREED, target=AGREED)}
        for one in page.indicators
    ]
    lines += [{"priority": page.id, **line} for line in _figures_of(shown)]
    return _signed(lines, plan=plan, illustrative="yes" if page.chosen_for_show else "")


def figures_csv(shown: Iterable[Indicated], *, plan: Plan) -> str:
    """One line for each indicator of a plan and each group of children."""
    return _signed(_figures_of(shown), plan=plan)


def activities_csv(done: Iterable[Done], *, plan: Plan) -> str:
    """One line an activity: who leads it, who answers for it, by when, and how many milestones are done."""
    lines = [
        {
            "id": one.link.id,
            "activity": one.link.name,
            "lead": one.lead.name,
            "with": "; ".join(one.contributors),
            "owner": one.owner,
            "due": say_day(one.due) if one.due else "no date yet",
            "milestones": one.steps,
            "next": one.next,
            "next_due": say_day(one.next_due) if one.next_due else "",
            "illustrative": "yes" if one.illustrative else "",
        }
        for one in done
    ]
    return _signed(lines, plan=plan)


def _figures_of(shown: Iterable[Indicated]) -> list[dict[str, str]]:
    return [
        _say_figures(
            name=one.name,
            id_=one.id,
            group=line.group,
            baseline=line.baseline,
            beside=line.beside,
            newest=line.newest,
            target=line.target,
        )
        for one in shown
        for line in one.lines
    ]


def _say_figures(*, name: str, id_: str = "", **said: str) -> dict[str, str]:
    columns = ("group", "baseline", "beside", "newest", "target")
    return {"id": id_, "indicator": name, **{column: said.get(column, "") for column in columns}}


def compared_csv(page: ComparePage, *, plan: Plan) -> str:
    """One line for what some items were and became, with the reason."""
    lines = [
        {
            "became": step.word,
            "before": _say_sides(step.was),
            "now": _say_sides(step.now),
            "reason": step.reason,
            "illustrative": _mark(step),
        }
        for step in page.steps
    ]
    return _signed(lines, plan=plan)


def counts_csv(page: ComparePage, *, plan: Plan) -> str:
    """One line for each word, with how many items of the plan before and after it is said of."""
    lines = [{"became": word, "before": str(was), "now": str(now)} for word, was, now in page.counts]
    return _signed(lines, plan=plan, illustrative="yes")


def history_csv(page: HistoryPage, *, plan: Plan) -> str:
    """One line a plan, the newest first."""
    lines = [
        {"earlier_or_now": one.title, "for": one.years, "stage": one.stage, "shape": one.shape}
        | {"vision": one.vision.text, "source": one.vision.source}
        for one in page.plans
    ]
    return _signed(lines, plan=plan)


def _say_sides(sides: Iterable[Side]) -> str:
    return "; ".join(f"{side.kind}: {side.name}" for side in sides)


def _mark(step: Became) -> str:
    return "yes" if step.illustrative else ""


def _signed(lines: Iterable[Mapping[str, str]], *, plan: Plan, **more: str) -> str:
    """Each line with the plan that it is from, and whether it was made up for show."""
    signed = [{**line, **more, "plan": plan.title, "years": plan.years} for line in lines]
    return words_to_csv(signed, columns=list(signed[0]) if signed else ["plan", "years"])
