"""oneplan: the open system that a local children's partnership runs on; this is the analyst's front door.

Examples
--------
>>> import oneplan
>>> evidence = oneplan.open_evidence()
>>> oneplan.find_hidden_gaps(evidence, area="Kent").height
108
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oneplan.cells.counting import count_cells
    from oneplan.cells.records import Records
    from oneplan.errors import NotFound, NotReachable, NotValid, OneplanError
    from oneplan.sources.evidence import Evidence, open_evidence
    from oneplan.understand.hidden import find_hidden_gaps
    from oneplan.understand.inequality.measure import inequality
    from oneplan.understand.intersections.find import find_gaps
    from oneplan.understand.strata.fit import fit_strata
    from oneplan.words.area import find_area, list_authorities

__all__ = [
    "Evidence",
    "NotFound",
    "NotReachable",
    "NotValid",
    "OneplanError",
    "Records",
    "count_cells",
    "find_area",
    "find_gaps",
    "find_hidden_gaps",
    "fit_strata",
    "inequality",
    "list_authorities",
    "open_evidence",
]
__version__ = version("oneplan")

_ROOMS = {
    "Evidence": "oneplan.sources.evidence",
    "NotFound": "oneplan.errors",
    "NotReachable": "oneplan.errors",
    "NotValid": "oneplan.errors",
    "OneplanError": "oneplan.errors",
    "Records": "oneplan.cells.records",
    "count_cells": "oneplan.cells.counting",
    "find_area": "oneplan.words.area",
    "find_gaps": "oneplan.understand.intersections.find",
    "find_hidden_gaps": "oneplan.understand.hidden",
    "fit_strata": "oneplan.understand.strata.fit",
    "inequality": "oneplan.understand.inequality.measure",
    "list_authorities": "oneplan.words.area",
    "open_evidence": "oneplan.sources.evidence",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Bring a name in from its room when it is first asked for: `import oneplan` itself costs nothing."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'oneplan' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
