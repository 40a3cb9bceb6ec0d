"""The pictures in the README and the docs: taken anew on request, and never of a page that has gone."""

import os
from pathlib import Path

import pytest

from builders import ROOT, shared_data

PICTURES = {
    "home-wide": ("/", 1280, 1000),
    "home-narrow": ("/", 320, 1400),
    "hidden-gaps-wide": ("/children/hidden-gaps/", 1280, 1180),
    "hidden-gaps-narrow": ("/children/hidden-gaps/", 320, 1400),
}
KEPT = ROOT / "docs" / "pictures"
ASKED_FOR = "ONEPLAN_PICTURES"
SMALLEST, LARGEST = 20_000, 400_000


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_can_be_taken_and_the_kept_one_is_there(open_page, served, tmp_path, name):
    shared_data("lait")  # pictures show the whole edition, not the table that comes with oneplan
    address, width, height = PICTURES[name]
    page = open_page(served.base + address, width=width)
    page.set_viewport_size({"width": width, "height": height})
    folder = KEPT if os.environ.get(ASKED_FOR) == "yes" else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    taken = folder / f"{name}.png"
    page.screenshot(path=taken)
    assert SMALLEST < taken.stat().st_size < LARGEST
    assert SMALLEST < (KEPT / f"{name}.png").stat().st_size < LARGEST


def test_no_picture_is_kept_that_nobody_takes():
    assert {path.stem for path in Path(KEPT).glob("*.png")} == set(PICTURES)
