"""Reads boundaries of districts from GeoJSON, and says in which one a place lies."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oneplan.errors import NotFound, NotValid

MOST_BYTES = 50_000_000


@dataclass(frozen=True, eq=False)
class Boundary:
    """One district with the lines around it; what lies within an odd number of them is inside."""

    code: str
    name: str
    rings: tuple[NDArray[np.float64], ...]
    """Each a closed line, n × 2: longitude and latitude."""

    def holds(self, *, latitude: float, longitude: float) -> bool:
        """Whether a place lies inside.

        Examples
        --------
        >>> square = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], dtype=float)
        >>> Boundary("E07000001", "Square", (square,)).holds(latitude=1, longitude=1)
        True
        """
        return bool(sum(_crossings(ring, x=longitude, y=latitude) for ring in self.rings) % 2)


def read_boundaries(path: Path) -> tuple[Boundary, ...]:
    """Read the districts of a GeoJSON file, as the Office for National Statistics publishes them.

    Raises
    ------
    NotFound
        When there is no such file.
    NotValid
        When it is no such file, or a district has no code or no lines.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}. Name a GeoJSON file of boundaries.")
    if path.stat().st_size > MOST_BYTES:
        raise NotValid(f"{path.name} is larger than {MOST_BYTES:,} bytes. Take simpler boundaries.")
    try:
        features = json.loads(path.read_bytes())["features"]
        found = tuple(_boundary(feature) for feature in features)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        says = "is no GeoJSON file of districts with their codes. Take one from the Open Geography portal."
        raise NotValid(f"{path.name} {says}") from error
    return found


def find_boundary(boundaries: Iterable[Boundary], *, latitude: float, longitude: float) -> Boundary | None:
    """The first district that holds a place; None where none does."""
    for boundary in boundaries:
        if boundary.holds(latitude=latitude, longitude=longitude):
            return boundary
    return None


def _boundary(feature: Mapping[str, Any]) -> Boundary:
    said, geometry = feature["properties"], feature["geometry"]
    (code, *_), (named, *_) = ([name for name in said if name.upper().endswith(end)] for end in ("CD", "NM"))
    parts = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    lines: Sequence[Any] = [ring for polygon in parts[geometry["type"]] for ring in polygon]
    rings = tuple(np.array([point[:2] for point in ring], dtype=float) for ring in lines)
    if not rings or any(ring.ndim != 2 or not np.isfinite(ring).all() for ring in rings):
        raise ValueError("a district without lines")
    return Boundary(str(said[code]), str(said[named]), rings)


def _crossings(ring: NDArray[np.float64], *, x: float, y: float) -> int:
    """How often a line from the place to the east crosses the ring."""
    x1, y1 = ring[:, 0], ring[:, 1]
    x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
    across = (y1 > y) != (y2 > y)
    rise = np.where(across, y2 - y1, 1.0)
    return int((across & (x < (x2 - x1) * (y - y1) / rise + x1)).sum())
