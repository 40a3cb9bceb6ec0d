"""What pupils wrote is quoted only where a person passed it, and never where it could point at one."""

import dataclasses
import stat
from datetime import date

import closed_survey as made
import polars as pl
import pytest

from oneplan.errors import NotReachable, NotValid
from oneplan.listen.closing.quoted import Quote, find_quotes, quoted_file, read_quoted, write_quoted
from oneplan.listen.collection.sqlite import SqliteStore
from oneplan.listen.collection.store import Begun, Ended, Entry
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.safeguarding.quoting import LEAST_PUPILS, check_quoting, may_be_quoted
from oneplan.listen.safeguarding.routes import Decision, Place, To
from oneplan.listen.texts.private import find_words, hide_private
from oneplan.listen.waves.wave import Group, Wave
from oneplan.publish.survey.county import Around, make_county_report
from oneplan.publish.survey.everybody import make_public_report
from oneplan.publish.survey.parts import Quoted
from oneplan.publish.survey.quoting import MOST_OF_ALL, choose_quotes
from oneplan.publish.survey.school import School, make_school_report

WISH = "change-one-thing"
GROUP = Group(school="100001", year=6, version="primary")
KEY = b"k" * 32
WAVE = Wave(
    id="2027",
    title="2027",
    versions=("primary",),
    languages=("en",),
    opens=date(2027, 3, 1),
    closes=date(2027, 3, 31),
    state="open",
    schools={"100001": "Ash School"},
)


def schools_by_size():
    counts = made.closed().frame["school"].value_counts(sort=True, name="pupils")
    small = counts.filter(counts["pupils"] < LEAST_PUPILS)
    return counts["school"][0], small["school"][0]


@pytest.fixture
def store(tmp_path):
    made_here = SqliteStore(tmp_path / "answers.sqlite3", key=KEY)
    yield made_here
    made_here.close()


def write(store, *texts):
    """So many pupils write one text each; the ids of the texts in that order."""
    store.issue(GROUP, [bytes([k]) * 16 for k in range(len(texts))])
    for k, words in enumerate(texts):
        pupil, ticket = bytes([k + 100]) * 16, bytes([k]) * 16
        store.write([Begun(pupil, ticket, "en"), Entry(pupil, WISH, 1, {"text": words})])
    ids = {said.text: said.id for said in store.texts()}
    return [ids[words] for words in texts]


def found(store, passed):
    asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    return {one.text for one in find_quotes(store, asked=asked, wave=WAVE, passed=passed)}


def test_only_what_a_person_passed_is_quoted_and_the_spelling_stays(store):
    passed, _ = write(store, "More clubs plees", "less homework")
    assert found(store, {passed: []}) == {"More clubs plees"}
    assert found(store, {}) == set()


def test_what_could_lead_to_somebody_is_taken_out_by_rules_and_by_the_reader(store):
    words = "tell biscuit to ring 07700 900123"
    (one,) = write(store, words)
    passed = {one: find_words(words, "biscuit")}
    assert found(store, passed) == {"tell [taken out] to ring [telephone number]"}
    assert hide_private("Bo saw bo", also=find_words("Bo saw bo", "BO")) == "[taken out] saw [taken out]"


def test_what_was_deleted_in_the_end_is_quoted_to_nobody(store):
    one, other = write(store, "mine", "theirs")
    store.write([Ended(bytes([100]) * 16, bytes([0]) * 16, "deleted")])
    assert found(store, {one: [], other: []}) == {"theirs"}


def test_a_text_with_a_worry_is_never_quoted():
    calm = Decision(To.NOBODY, Place.COUNTY)
    check_quoting(calm, how=None)
    for to in set(To) - {To.NOBODY}:
        with pytest.raises(NotValid, match="a worry in it"):
            check_quoting(Decision(to, Place.COUNTY), how=None)
    with pytest.raises(NotValid, match="a worry in it"):
        check_quoting(dataclasses.replace(calm, about_adult=True), how=None)
    for how in ("now", "today"):
        assert not may_be_quoted(how)
        with pytest.raises(NotValid, match="may speak of a worry"):
            check_quoting(calm, how=how)


def test_quotes_lie_beside_the_answers_for_their_owner_alone_and_without_year_or_version(tmp_path):
    quotes = [Quote("100001", WISH, str(k)) for k in range(40)]
    (tmp_path / "listening" / "2027").mkdir(parents=True)
    write_quoted(tmp_path, "2027", quotes=quotes)
    path = quoted_file(tmp_path, "2027")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = read_quoted(tmp_path, "2027")
    assert sorted(read, key=lambda one: int(one.text)) == quotes
    assert list(read) != quotes
    assert "year" not in path.read_text()
    write_quoted(tmp_path, "2027", quotes=quotes[:1])
    assert read_quoted(tmp_path, "2027") == tuple(quotes[:1])


def test_no_file_is_there_where_nothing_was_passed_and_a_full_disk_is_said(tmp_path):
    write_quoted(tmp_path, "2027", quotes=[])
    assert read_quoted(tmp_path, "2027") == ()
    with pytest.raises(NotReachable, match="nothing was lost"):
        write_quoted(tmp_path, "never-made", quotes=[Quote("100001", WISH, "x")])


def test_a_school_reads_its_own_words_from_thirty_pupils_on():
    large, small = schools_by_size()
    quotes = [Quote(large, WISH, "More clubs plees"), Quote(small, WISH, "a pool")]
    (one,) = choose_quotes(made.closed(), quotes, school=large)
    assert one.texts == ("More clubs plees",)
    assert choose_quotes(made.closed(), quotes, school=small) == ()
    report = make_school_report(made.released(), School(large, "Large School", said=(one,)))
    assert Quoted(("More clubs plees",)) in report.parts


def test_a_question_that_few_were_asked_is_not_quoted():
    large, _ = schools_by_size()
    whole = made.closed()
    for asked, is_quoted in ((LEAST_PUPILS, True), (LEAST_PUPILS - 1, False)):
        why = [None] * asked + ["not-asked"] * (whole.frame.height - asked)
        frame = whole.frame.sort(whole.frame["school"] != large).with_columns(pl.Series(f"{WISH}.why", why))
        closed = dataclasses.replace(whole, frame=frame)
        assert bool(choose_quotes(closed, [Quote(large, WISH, "x")], school=large)) is is_quoted


def test_the_report_on_all_schools_quotes_without_a_school_and_the_public_page_quotes_nothing():
    large, small = schools_by_size()
    quotes = [Quote(large if k % 2 else small, WISH, f"wish {k}") for k in range(2 * MOST_OF_ALL)]
    said = choose_quotes(made.closed(), quotes)
    assert len(said[0].texts) == MOST_OF_ALL
    report = make_county_report(made.released(), Around(said=said))
    assert Quoted(said[0].texts) in report.parts
    assert not [part for part in make_public_report(made.released()).parts if isinstance(part, Quoted)]
