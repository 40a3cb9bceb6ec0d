"""What tests are built from: the shared test material, and small stores of evidence."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared_data(*parts: str) -> Path:
    """The path of shared test material; the test is skipped, with the reason, where it is absent."""
    path = ROOT.parent.joinpath("shared", "data", *parts)
    if not path.exists():
        pytest.skip(f"shared test material is absent: {'/'.join(parts)}")
    return path
