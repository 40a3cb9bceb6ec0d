"""Exports say the same as the closed wave, hold back free texts, and say where they are synthetic."""

import csv
import re
from xml.etree import ElementTree as ET

import polars as pl
import pyreadstat
import pytest

from builders import refusal_of
from library.questionnaire_made_up import made, number, one, several, text
from oneplan.listen.closing.closed import RESPONSE, Closed
from oneplan.listen.closing.columns import schema_of
from oneplan.listen.formats.ddi import NAMESPACE, write_ddi
from oneplan.listen.formats.leaving import FORMATS, export_answers
from oneplan.listen.formats.spss import spss_names, write_sav
from oneplan.listen.formats.tables import LONG, write_long, write_wide
from oneplan.listen.synthetic.closed import DEMONSTRATION, make_closed, write_closed

ASKED = made(
    one("first"),
    several("2-liked", "art", "music"),
    number("times", 0, 10),
    text("words", asks="What\nelse?"),
    one("last"),
)


def closed_of(*rows, synthetic=False):
    """A closed wave with these answers; all others were left blank."""
    about = {"school": "100001", "year": 4, "version": "young", "language": "en"}
    full = [about | {"pupil": place, **row} for place, row in enumerate(rows, start=1)]
    frame = pl.DataFrame(full, schema=schema_of(ASKED))
    if synthetic:
        frame.insert_column(5, pl.Series("synthetic", [True] * len(rows)))
    return Closed(ASKED, frame, RESPONSE.to_frame())


ANSWERED = {
    "first": "yes",
    "2-liked.art": True,
    "2-liked.music": False,
    "times": 3,
    "words": "=1+1",
    "last": "no",
}
OUT = {"first": "dont-know", "2-liked.why": "rather-not", "times.why": "dont-know", "words.why": "rather-not"}
UNASKED = {
    "first": "not-asked",
    "2-liked.why": "not-asked",
    "times.why": "not-asked",
    "words.why": "not-asked",
}
CLOSED = closed_of(ANSWERED, OUT, UNASKED, {})


@pytest.fixture(scope="module")
def whole():
    return make_closed(pupils=800, schools=30)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sav_of(closed, path, **more):
    return pyreadstat.read_sav(write_sav(closed, path, **more), user_missing=True, output_format="polars")


# CSV


def test_wide_has_a_row_a_pupil_and_no_free_text(tmp_path):
    rows = rows_of(write_wide(CLOSED, tmp_path / "w.csv"))
    assert len(rows) == 4
    assert rows[0]["first"] == "yes"
    assert (rows[0]["2-liked.art"], rows[0]["times"], rows[0]["times.why"]) == ("true", "3", "")
    assert (rows[1]["first"], rows[1]["times"], rows[1]["times.why"]) == ("dont-know", "", "dont-know")
    assert "words" not in rows[0]
    assert rows[0]["words.why"] == ""


def test_a_free_text_that_was_asked_for_by_name_cannot_be_run_as_a_formula(tmp_path):
    assert rows_of(write_wide(CLOSED, tmp_path / "w.csv", texts=["words"]))[0]["words"] == "'=1+1"
    said = [
        row
        for row in rows_of(write_long(CLOSED, tmp_path / "l.csv", texts=["words"]))
        if row["question"] == "words"
    ]
    assert [(row["pupil"], row["answer"], row["why"]) for row in said] == [
        ("1", "'=1+1", ""),
        ("2", "", "rather-not"),
        ("4", "", ""),
    ]


def test_long_has_a_row_an_answer_and_none_for_what_was_not_asked(tmp_path):
    rows = rows_of(write_long(CLOSED, tmp_path / "l.csv"))
    assert tuple(rows[0])[-4:] == LONG
    said = {(row["pupil"], row["question"], row["part"]): (row["answer"], row["why"]) for row in rows}
    assert said["1", "first", ""] == ("yes", "")
    assert said["2", "first", ""] == ("", "dont-know")
    assert said["4", "first", ""] == ("", "")
    assert ("3", "first", "") not in said
    assert said["1", "2-liked", "art"] == ("true", "")
    assert said["2", "2-liked", "art"] == ("", "rather-not")
    assert said["1", "times", ""] == ("3", "")
    assert not any(row["answer"] == "=1+1" for row in rows)


def test_long_says_the_same_as_the_wave(whole, tmp_path):
    long = pl.read_csv(write_long(whole, tmp_path / "l.csv"), infer_schema=False)
    for id_ in ("happy", "bullied-told"):
        rows = long.filter(question=id_).select(
            pl.col("pupil").cast(pl.Int32), pl.coalesce("answer", "why").alias(id_)
        )
        kept = whole.frame.filter(pl.col(id_).ne_missing("not-asked")).select("pupil", id_)
        assert rows.sort("pupil").equals(kept.sort("pupil"))


# SPSS


def test_codes_are_numbers_with_labels_and_missing_values_are_coded(tmp_path):
    frame, about = sav_of(CLOSED, tmp_path / "s.sav")
    assert frame["first"].to_list() == [1, -8, -7, None]
    assert frame["q_2_liked.art"].to_list() == [1, -9, -7, None]
    assert frame["q_2_liked.music"].to_list() == [0, -9, -7, None]
    assert frame["times"].to_list() == [3, -8, -7, None]
    assert about.variable_value_labels["first"] == {
        -7: "Not asked",
        -8: "I don't know",
        -9: "I'd rather not say",
        1: "Yes",
        2: "Yes",
    }
    assert about.missing_ranges["times"] == [{"lo": -9, "hi": -7}]
    assert about.column_names_to_labels["first"] == "How are you?"
    assert about.variable_measure["times"] == "scale"
    assert "words" not in frame.columns
    assert about.notes == []


def test_missing_values_are_missing_to_whoever_reads_the_file_as_usual(tmp_path):
    frame, _ = pyreadstat.read_sav(write_sav(CLOSED, tmp_path / "s.sav"), output_format="polars")
    assert frame["times"].to_list() == [3, None, None, None]


def test_a_free_text_goes_to_spss_only_by_name(tmp_path):
    frame, about = sav_of(CLOSED, tmp_path / "s.sav", texts=["words"])
    assert frame["words"].to_list() == ["=1+1", "", "", ""]
    assert about.column_names_to_labels["words"] == "What else?"


def test_names_that_spss_does_not_allow_are_made_so_and_stay_apart():
    names = ["a-b", "a_b", "A.b", "a.b", "by", "9", "x" * 80, "x" * 81, "é"]
    found = spss_names(names)
    assert len({name.upper() for name in found.values()}) == len(names)
    assert all(len(name) <= 64 and name[0].isalpha() for name in found.values())


def test_the_whole_demonstration_comes_back_from_spss(whole, tmp_path):
    frame, about = sav_of(whole, tmp_path / "s.sav")
    assert frame.height == 800
    happy = {
        choice.code: place for place, choice in enumerate(whole.asked.scales["how-often"].codes, start=1)
    }
    happy |= {"not-asked": -7, "dont-know": -8, "rather-not": -9}
    wanted = [happy.get(code) for code in whole.frame["happy"]]
    assert frame["happy"].to_list() == wanted
    assert about.file_label.startswith("Synthetic")
    assert "Made up" in about.notes[0]
    assert set(frame["synthetic"]) == {1}


# DDI

# Of the schema of DDI-Codebook 2.5, written down here from its documentation, what our files use: the parts
# of each element in the order in which they must come, and its attributes with the words that they take.
NAME = re.compile(r"[A-Za-z_][\w.-]*")
NAMES = re.compile(rf"{NAME.pattern}( {NAME.pattern})*")
WHOLE = re.compile(r"-?\d+")
ANY = re.compile(r".+", re.DOTALL)
IN_VAR = [
    *("location", "labl", "imputation", "security", "embargo", "respUnit", "anlysUnit", "qstn", "valrng"),
    *("invalrng", "undocCod", "universe", "TotlResp", "sumStat", "txt", "stdCatgry", "catgryGrp", "catgry"),
    *("codInstr", "verStat", "concept", "derivation", "varFormat"),
]
MODEL = {
    "codeBook": (["docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"], {"version": ANY, "lang": NAME}),
    "stdyDscr": (["citation", "studyAuthorization", "stdyInfo", "studyDevelopment", "method"], {}),
    "citation": (["titlStmt", "rspStmt", "prodStmt", "distStmt"], {}),
    "titlStmt": (["titl", "subTitl", "altTitl", "parTitl", "IDNo"], {}),
    "stdyInfo": (["studyBudget", "subject", "abstract", "sumDscr"], {}),
    "fileDscr": (["fileTxt", "locMap", "notes"], {"ID": NAME}),
    "fileTxt": (
        ["fileName", "fileCitation", "dataFingerprint", "fileCont", "fileStrc", "dimensns", "fileType"],
        {},
    ),
    "dimensns": (["caseQnty", "varQnty", "logRecL", "recPrCas", "recNumTot"], {}),
    "dataDscr": (["varGrp", "nCubeGrp", "var", "nCube", "notes"], {}),
    "varGrp": (["labl", "txt"], {"ID": NAME, "type": re.compile("subject"), "var": NAMES}),
    "var": (
        IN_VAR,
        {"ID": NAME, "name": ANY, "files": NAMES, "intrvl": re.compile("contin|discrete")},
    ),
    "qstn": (["preQTxt", "qstnLit", "postQTxt", "forward", "backward", "ivuInstr"], {}),
    "valrng": (["item", "range", "key", "notes"], {}),
    "invalrng": (["item", "range", "key", "notes"], {}),
    "range": ([], {"min": WHOLE, "max": WHOLE}),
    "item": ([], {"VALUE": WHOLE}),
    "catgry": (["catValu", "labl", "txt", "catStat"], {"missing": re.compile("[YN]")}),
    "varFormat": ([], {"type": re.compile("numeric|character"), "schema": re.compile("SPSS")}),
    **{
        name: ([], {})
        for name in (
            "titl",
            "IDNo",
            "abstract",
            "varQnty",
            "fileType",
            "labl",
            "qstnLit",
            "universe",
            "catValu",
        )
    },
}
ONCE = {"citation", "titlStmt", "titl", "fileTxt", "dimensns", "varFormat", "catValu"}


def test_a_codebook_describes_the_file_for_spss(whole, tmp_path):
    book = ET.parse(write_ddi(whole, tmp_path / "d.xml")).getroot()
    frame, about = sav_of(whole, tmp_path / "s.sav")
    space = {"d": NAMESPACE}
    assert (book.tag, book.get("version")) == (f"{{{NAMESPACE}}}codeBook", "2.5")
    variables = book.findall("d:dataDscr/d:var", space)
    assert [var.get("name") for var in variables] == frame.columns
    for var in variables:
        labels = {
            float(one.findtext("d:catValu", namespaces=space)): one.findtext("d:labl", namespaces=space)
            for one in var.findall("d:catgry", space)
        }
        assert labels == about.variable_value_labels.get(var.get("name"), {})
    ids = [one.get("ID") for one in book.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))
    assert {id_ for group in book.iter(f"{{{NAMESPACE}}}varGrp") for id_ in group.get("var").split()} <= set(
        ids
    )


def test_every_element_of_a_codebook_is_one_that_its_schema_has_with_its_parts_in_order(whole, tmp_path):
    book = ET.parse(write_ddi(whole, tmp_path / "d.xml", texts=["best-thing"])).getroot()
    seen = set()
    for element in book.iter():
        space, _, name = element.tag.partition("}")
        parts, attributes = MODEL[name]
        assert space == f"{{{NAMESPACE}"
        children = [child.tag.partition("}")[2] for child in element]
        places = [parts.index(child) for child in children]
        assert places == sorted(places), name
        assert all(children.count(child) == 1 for child in ONCE & set(children)), name
        for key, value in element.attrib.items():
            assert attributes[key.partition("}")[2] or key].fullmatch(value), (name, key, value)
        assert bool(children) or bool(element.text or element.attrib), name
        assert not (children and (element.text or "").strip()), name
        seen.add(name)
    assert seen == set(MODEL)
    ids = {one.get("ID") for one in book.iter()}
    assert {ref for one in book.iter() for ref in (one.get("files") or "").split()} <= ids


def test_a_codebook_counts_nobody_and_says_synthetic(whole, tmp_path):
    text_ = write_ddi(whole, tmp_path / "d.xml").read_text(encoding="utf-8")
    assert "800" not in text_
    assert "catStat" not in text_
    assert "No child gave these answers" in text_


# All of them


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_from_the_file_of_a_closed_wave(whole, tmp_path, form):
    file = write_closed(whole, tmp_path / "closed.parquet")
    path = export_answers(file, questionnaire=DEMONSTRATION, form=form)
    assert path.name == f"closed-{form}{FORMATS[form][0]}"
    assert path.stat().st_mode & 0o077 == 0
    assert b"cleaner" not in path.read_bytes()
    assert "is there already" in refusal_of(
        lambda: export_answers(file, questionnaire=DEMONSTRATION, form=form)
    )
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(["closed.parquet", path.name])


def test_what_cannot_be_exported_is_said(whole, tmp_path):
    file = write_closed(whole, tmp_path / "closed.parquet")

    def exported(**changes):
        given = {"questionnaire": DEMONSTRATION, "form": "wide", **changes}
        return refusal_of(lambda: export_answers(given.pop("file", file), **given))

    assert "no format “pdf”" in exported(form="pdf")
    assert "takes no free text" in exported(texts=["happy"])
    assert "There is no file" in exported(file=tmp_path / "none.parquet")
    assert "There is no file" in exported(questionnaire=tmp_path / "none.yaml")
    assert "cannot be written" in exported(to=tmp_path / "none" / "w.csv")


@pytest.mark.parametrize("form", FORMATS)
def test_a_wave_without_answers_is_exported_as_empty(tmp_path, form):
    write = FORMATS[form][1]
    assert write(closed_of(), tmp_path / "empty").stat().st_size > 0
