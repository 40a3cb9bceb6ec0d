"""What came is looked at before it is kept: kind, wholeness and columns, whatever the bytes."""

import io
import zipfile

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.misbehaving_server import made_up_files
from oneplan.errors import NotValid
from oneplan.sources.publisher.addresses import LAIT_PUBLISHER
from oneplan.sources.publisher.wanted import WantedFile, check_arrived

WANTED = {file.name: file for file in LAIT_PUBLISHER.files}
FILES = made_up_files()
PARQUET, DICTIONARY, AREAS = "bds_long_0.parquet", "lait_data_dictionary.csv", "la_code_list.xlsx"


def problem_of(name: str, data: bytes) -> str:
    with pytest.raises(NotValid) as caught:
        check_arrived(WANTED[name], data, advice="try again")
    said = str(caught.value)
    assert said.startswith(f"{name} is not what was asked for: ")
    assert said.endswith("; try again.")
    return said


def table_without(*columns: str) -> bytes:
    table = io.BytesIO()
    pl.read_parquet(io.BytesIO(FILES[PARQUET])).drop(columns).write_parquet(table)
    return table.getvalue()


@pytest.mark.parametrize("column", WANTED[PARQUET].columns)
def test_a_table_that_lost_a_column_is_refused_by_the_columns_name(column):
    assert f'it has no column "{column}";' in problem_of(PARQUET, table_without(column))


def test_every_lost_column_is_named():
    said = problem_of(PARQUET, table_without("Years", "Values"))
    assert 'it has no column "Years" and no "Values";' in said


def test_a_column_more_is_no_reason_to_refuse():
    table = io.BytesIO()
    pl.read_parquet(io.BytesIO(FILES[PARQUET])).with_columns(New=1).write_parquet(table)
    check_arrived(WANTED[PARQUET], table.getvalue(), advice="")


def test_a_reader_that_panics_at_the_list_of_columns_is_no_reason_to_stop_with_a_traceback(monkeypatch):
    def panic(_):
        raise pl.exceptions.PanicException("not yet implemented")

    monkeypatch.setattr(pl, "read_parquet_schema", panic)
    assert "it is a Parquet file whose list of columns is damaged" in problem_of(PARQUET, FILES[PARQUET])


def test_a_dictionary_with_another_header_is_refused():
    assert 'no column "Measure_short"' in problem_of(DICTIONARY, b"Measure_code,Topic\n1,Adoption\n")


def test_a_dictionary_with_a_byte_order_mark_and_quotes_is_taken():
    check_arrived(WANTED[DICTIONARY], b'\xef\xbb\xbf"Measure_short","a\nb"\r\n', advice="")


def test_a_dictionary_in_another_encoding_is_refused_at_its_first_bad_byte():
    said = problem_of(DICTIONARY, "Measure_short\n£5\n".encode("cp1252"))
    assert "it is not UTF-8 text (byte 15 cannot be read)" in said


def test_a_web_page_is_recognised_in_every_kind_of_file():
    for name in WANTED:
        assert "a web page came instead" in problem_of(name, b"\xef\xbb\xbf \r\n<HTML lang='en'>")


def test_a_spreadsheet_with_a_damaged_part_is_refused():
    data = bytearray(FILES[AREAS])
    data[data.index(b"<workbook/>") + 3] ^= 1
    assert "its part 'xl/workbook.xml' is damaged" in problem_of(AREAS, bytes(data))


def test_another_kind_of_zip_is_no_spreadsheet():
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as parts:
        parts.writestr("word/document.xml", "<document/>")
    assert "it is not an XLSX spreadsheet" in problem_of(AREAS, other.getvalue())


def test_a_spreadsheet_that_would_fill_the_memory_unpacked_is_refused_unopened():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
    data = bytearray(bomb.getvalue())
    # The directory of a zip says how large a part is unpacked, 24 bytes into the part's entry.
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (600_000_000).to_bytes(4, "little")
    assert "far too large unpacked" in problem_of(AREAS, bytes(data))


@settings(deadline=None)
@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_a_file_cut_short_anywhere_is_refused_or_still_has_its_header(name, data):
    cut = FILES[name][: data.draw(st.integers(0, len(FILES[name]) - 1))]
    if name == DICTIONARY and b"Measure_short" in cut:
        check_arrived(WANTED[name], cut, advice="")
    else:
        problem_of(name, cut)


@settings(deadline=None)
@given(
    name=st.sampled_from(sorted(FILES)),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=20),
)
def test_damage_anywhere_ends_in_a_pass_or_a_sentence(name, changes):
    data = bytearray(FILES[name])
    for place, value in changes:
        data[int(place * len(data))] = value
    said = "; try again."
    try:
        check_arrived(WANTED[name], bytes(data), advice="try again")
    except NotValid as problem:
        said = str(problem)
    assert said.endswith("; try again.")


@settings(deadline=None)
@given(kind=st.sampled_from(["parquet", "csv", "xlsx"]), data=st.binary(max_size=200))
def test_any_bytes_at_all_end_in_a_pass_or_a_sentence(kind, data):
    with pytest.raises(NotValid, match=r"; try again\.$"):
        check_arrived(WantedFile(f"file.{kind}", ("Measure_short",)), data, advice="try again")
