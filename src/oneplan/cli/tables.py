"""Tables for the terminal of what stays inside: findings from raw counts, for the analyst alone."""

from rich.box import HORIZONTALS
from rich.console import Group
from rich.table import Table
from rich.text import Text

from oneplan.understand.intersections.findings import NEVER_SAID, Finding, Findings


def table_of_findings(findings: Findings, *, children: int, below: str) -> Group:
    """The short list as figures, and below these each finding in words, with what to be careful of."""
    heading = f"For whom is it a different story? {children:,} children, {findings.looked_at}."
    if not findings.short_list:
        nothing = "No group differs by more than chance would explain, given so many comparisons."
        return Group(Text(heading, style="bold"), Text(nothing), Text(NEVER_SAID), Text(below, style="dim"))
    table = Table(expand=True, show_lines=True, pad_edge=False, box=HORIZONTALS)
    table.add_column("")
    table.add_column("For whom, and in what", ratio=1)
    for name in ("Group", "All others", "Gap (95%)", "Excess"):
        table.add_column(name, justify="right")
    for number, finding in enumerate(findings.short_list, start=1):
        table.add_row(f"{number}.", *_row(finding))
    found = (
        f"Gaps found: {findings.frame.height:,}. On the short list: {len(findings.short_list)}; on one "
        "question no child is in two of these. A positive gap is worse for the group."
    )
    words = [Text(f"{number}. {one.sentence}\n") for number, one in enumerate(findings.short_list, start=1)]
    ends = (Text(NEVER_SAID), Text(below, style="dim"))
    return Group(Text(heading, style="bold"), Text(found), table, *words, *ends)


def _row(finding: Finding) -> tuple[Text, ...]:
    told = finding.told
    return (
        Text(f"{told.group}\n“{told.outcome}”"),
        Text(f"{told.share:.1%}\nof {told.n:,}"),
        Text(f"{told.rest_share:.1%}"),
        Text(f"{100 * told.gap:+.1f}\n({100 * told.lower:.1f} to {100 * told.upper:.1f})"),
        Text(f"{told.excess:,.0f}"),
    )
