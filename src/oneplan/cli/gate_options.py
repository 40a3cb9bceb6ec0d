"""What can be typed after `oneplan protect` and `oneplan audit`, each option with its help."""

from pathlib import Path
from typing import Annotated

import typer

Policy = Annotated[
    str, typer.Option(help="The rules: dfe_la, nhs_subnational, opensafely, research_10, survey.")
]
Hierarchy = Annotated[
    list[str] | None,
    typer.Option(help="DIMENSION=FILE with the columns child and parent; the root is Total."),
]
Proof = Annotated[
    Path | None, typer.Option(help="The certificate; the private reasons are written beside it.")
]
Ledger = Annotated[
    Path | None, typer.Option(help="The folder of what went out before; this release is added to it.")
]
Snapshot = Annotated[
    str | None, typer.Option(help="A name for this count of the children; else from the content.")
]
Seconds = Annotated[
    float | None, typer.Option(min=0.1, help="Seconds for choosing; then the rest stays withheld.")
]
AuditSeconds = Annotated[
    float | None, typer.Option(min=0.1, help="Seconds; an audit that has not ended says so and fails.")
]
Way = Annotated[
    str | None,
    typer.Option(help="Where an earlier release shows small changes: ask, withhold, freeze, round, merge."),
]
Rate = Annotated[
    str | None, typer.Option(help="DIMENSION=CASE: print percentages; no small group is all or none.")
]
Sum = Annotated[
    str | None, typer.Option("--sum", help="A column of the counts that is added up: days, points, answers.")
]
Contributor = Annotated[
    str | None, typer.Option(help="With --sum: the column that says who contributes it, such as school.")
]
Scale = Annotated[
    str | None, typer.Option(help="What one child has at least and at most of a sum, such as 1,5.")
]
WithMean = Annotated[bool, typer.Option("--mean", help="With --sum: print the mean beside each sum.")]
Advice = Annotated[
    bool, typer.Option("--advice", help="Say what each merging of levels would save, and write nothing.")
]
SumColumn = Annotated[
    str | None, typer.Option("--sum", help="The column of a sum; else the one with a column …_state.")
]
MeanColumn = Annotated[str | None, typer.Option("--mean", help="The column of the means.")]
Within = Annotated[
    int, typer.Option(min=1, max=100, help="Name sums that can be told to within so many percent.")
]
