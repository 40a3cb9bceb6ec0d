"""Tables for the terminal of what stays inside: findings from raw counts, for the analyst alone."""

from rich.box import HORIZONTALS
from rich.console import Group
from rich.table import Table
from rich.text import Text

from oneplan.understand.intersections.findings import NEVER_SAID, Finding, Findings


def table_of_findings(findings: Findings, *, children: int, below: str) -> Group:
    """The short list: each group with its sentence, shares, gap and interval, and what to be careful of."""
    heading = f"For whom is it a different story? {children:,} children, {findings.looked_at}."
    if not findings.short_list:
        nothing = "No group differs by more than chance would explain, given so many comparisons."
        return Group(Text(heading, style="bold"), Text(nothing), Text(NEVER_SAID), Text(below, style="dim"))
    table = Table(expand=True, show_lines=True, pad_edge=False, box=HORIZONTALS)
    table.add_column("For whom, and in what", ratio=1)
    for name in ("Group", "All others", "Gap (95%)", "Children more"):
        table.add_column(name, justify="right")
    for finding in findings.short_list:
        table.add_row(*_row(finding))
    found = f"Gaps found: {findings.frame.height:,}. The foremost: {len(findings.short_list)}."
    return Group(Text(heading, style="bold"), Text(found), table, Text(NEVER_SAID), Text(below, style="dim"))


def _row(finding: Finding) -> tuple[Group | Text, ...]:
    told = finding.told
    cautions = [Text(caution, style="italic") for caution in told.cautions]
    return (
        Group(Text(finding.sentence), *cautions),
        Text(f"{told.share:.1%}\nof {told.n:,}"),
        Text(f"{told.rest_share:.1%}"),
        Text(f"{100 * told.gap:+.1f}\n({100 * told.lower:.1f} to {100 * told.upper:.1f})"),
        Text(f"{told.excess:,.0f}"),
    )
