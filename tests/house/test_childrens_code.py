"""The page on the Children's Code names all fifteen standards, and only pages and tests that are there."""

import re

from house.written import ROOT, functions, tree
from web.pupils import PRIMARY, Device, Site, open_wave

PAGE = ROOT / "docs" / "explanation" / "childrens-code.md"
STANDARDS = 15


def rows():
    return re.findall(r"^\| (\d+)\. (.+?) \| (.+?) \| (.+?) \|$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_each_standard_has_a_row_with_a_page_or_a_test():
    assert [int(number) for number, *_ in rows()] == list(range(1, STANDARDS + 1))
    assert all("`" in where for *_, where in rows())


def test_each_test_that_is_named_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE.read_text("utf-8"))
    assert len(named) > STANDARDS
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or name not in {one.name for one in functions(tree(ROOT / path))}
    ]
    assert missing == []


def test_each_page_that_is_named_is_there(tmp_path):
    named = set(re.findall(r"`(/[\w/-]*)`", PAGE.read_text("utf-8")))
    assert named
    codes = open_wave(tmp_path)
    site = Site(tmp_path)
    device = Device(site)
    device.begin(codes[PRIMARY][0])
    assert {address: device.get(address).status for address in named} == dict.fromkeys(named, 200)
    site.close()
