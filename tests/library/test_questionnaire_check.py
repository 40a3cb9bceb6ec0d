"""The check of a questionnaire finds what is wrong, where, and says what to do; and nothing in ours."""

import re
import time

import pytest

from library.questionnaire_made_up import made, number, one, several, text
from oneplan.errors import NotValid
from oneplan.listen.definition.around import all_catalogues
from oneplan.listen.definition.check import check_questionnaire
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.definition.finding import CHECKS
from oneplan.listen.definition.walking import walk
from oneplan.listen.definition.ways import ANSWERING, follow_ways

ARABIC = {"ar": {"name": "العربية", "direction": "right-to-left"}}
POLISH = {"pl": {"name": "Polski"}}
HARD = "Have educational professionals demonstrated understanding of your individual circumstances?"


def found(*questions, before=None, walks=0, **changes):
    """What is found in a small questionnaire: check, version, question."""
    checked = check_questionnaire(made(*questions, **changes), before=before, walks=walks)
    return [(one.check, one.version, one.question) for one in checked.findings]


@pytest.fixture(scope="module")
def ours():
    return read_questionnaire(PACKAGED / "demonstration.yaml")


def test_in_ours_nothing_is_wrong(ours):
    checked = check_questionnaire(ours, before=ours)
    # Every question says that it is new, so beside itself each id is used again; nothing else is found.
    assert {one.check for one in checked.findings} == {"lineage"}
    assert check_questionnaire(ours, walks=0).findings == ()
    assert {walked.pupils for walked in checked.walked.values()} == {10_000}
    assert all(share > 0 for walked in checked.walked.values() for share in walked.shares.values())
    for version, its in ours.versions.items():
        assert checked.reading_ages[version] <= its.highest_reading_age


def test_the_small_one_is_in_order():
    assert found() == []


def test_every_check_is_named_with_a_sentence():
    assert all(re.fullmatch(r"[A-Z].*\.", asks) for asks in CHECKS.values())


@pytest.mark.parametrize(
    ("ask_if", "versions", "says"),
    [
        ("last is yes", ["young"], "does not come before it"),
        ("q is yes", ["young"], "does not come before it"),
        ("nowhere is yes", ["young"], "is no question"),
        ("first is perhaps", ["young"], "“perhaps”, which is no answer to first"),
        ("first is rather-not and first is maybe", ["young"], "“maybe”"),
    ],
)
def test_a_condition_that_looks_at_nothing_is_found(ask_if, versions, says):
    asked = made(one("first"), one("q", ask_if=ask_if, versions=versions), one("last"))
    (finding, *_) = [one for one in check_questionnaire(asked, walks=0).findings if one.check == "routing"]
    assert (finding.version, finding.question) == ("young", "q")
    assert says in finding.says
    assert finding.do.endswith(".")


def test_a_condition_on_a_question_of_another_version_is_found_in_this_one():
    questions = (one("first", versions=["old"]), one("q", ask_if="first is yes"), one("last"))
    assert ("routing", "young", "q") in found(*questions)
    assert ("routing", "old", "q") not in found(*questions)


def test_free_text_can_only_be_answered_and_a_number_lies_within_its_bounds():
    questions = (text("t"), number("n", 1, 5), one("q", ask_if="t is yes or n is 6"), one("last"))
    assert found(*questions).count(("routing", "young", "q")) == 2
    assert found(text("t"), number("n", 1, 5), one("q", ask_if="t answered or n is 5"), one("last")) == []


@pytest.mark.parametrize(
    "ask_if",
    [
        "first is yes and first is no",
        "first is yes and not first answered",
        "not (first is yes or not first is yes)",
    ],
)
def test_a_question_to_which_no_answers_lead_is_unreachable(ask_if):
    said = found(one("first"), one("q", ask_if=ask_if), one("last"))
    assert said == [("unreachable", "young", "q"), ("unreachable", "old", "q")]


def test_a_version_without_questions_is_found_and_breaks_nothing():
    assert found(one("q", versions=["old"]), walks=5) == [("unreachable", "young", "")]


def test_several_choices_can_be_given_together():
    assert found(several("first", "a", "b"), one("q", ask_if="first is a and first is b"), one("last")) == []


def test_what_hangs_on_an_unreachable_question_is_unreachable_too():
    middle = one("q", ask_if="first is yes and first is no")
    said = found(one("first"), middle, one("r", ask_if="q answered"), one("last"))
    assert [question for check, version, question in said if version == "old"] == ["q", "r"]


def test_a_way_that_ends_before_the_last_question_is_a_dead_end():
    said = found(one("first"), one("q", ask_if="first is yes"), one("r", ask_if="q is yes"))
    assert said == [("dead-end", "young", "first"), ("dead-end", "old", "first")]


def test_conditions_too_tangled_to_follow_are_said_and_do_not_keep_us():
    codes = [f"c{number}" for number in range(40)]
    ask_if = f"a in ({', '.join(codes)}) or b in ({', '.join(codes)})"
    began = time.process_time()
    said = found(several("a", *codes), several("b", *codes), one("q", ask_if=ask_if), one("last"))
    assert said == [("tangled", "young", ""), ("tangled", "old", "")]
    assert time.process_time() - began < 10


def test_words_that_a_version_lacks_are_found_there():
    assert found(one("q", asks={"old": "How are you?"})) == [("wording", "young", "q")]
    half = [{"code": "a", "says": {"young": "A"}}, {"code": "b", "says": "B"}]
    assert found(one("q", options=half)) == [("wording", "old", "q")]


def test_a_whole_language_needs_every_word_and_a_sample_none():
    whole = found(one("q"), languages=ARABIC)
    assert {check for check, *_ in whole} == {"translation"}
    assert ("translation", "young", "q") in whole
    # I don't know, I'd rather not say; the question and its two options; in each of two versions.
    assert len(whole) == 10
    assert found(one("q"), languages={"ar": {**ARABIC["ar"], "sample": True}}) == []


def test_a_whole_language_needs_the_words_around_the_questions_too_and_else_they_are_english():
    checked = check_questionnaire(made(one("q"), languages=POLISH), walks=0)
    (finding,) = [one for one in checked.findings if one.check == "words"]
    assert finding.says.endswith("sentences around the questions have no words in pl, and are English.")
    assert "survey, languages, skip" in finding.do
    some = {"next": "Dalej", "back": "Wstecz"}
    fewer = check_questionnaire(made(one("q"), languages=POLISH, words={"pl": some}), walks=0).findings
    (other,) = [one for one in fewer if one.check == "words"]
    assert int(finding.says.split()[0]) - int(other.says.split()[0]) == 2
    sample = {"pl": {"name": "Polski", "sample": True}}
    assert found(one("q"), languages=sample) == []


def test_english_and_arabic_come_whole_and_every_word_of_another_language_can_stand_in_the_file():
    words = all_catalogues()["en"].words
    assert [one for one in found(one("q"), languages=ARABIC) if one[0] == "words"] == []
    whole = found(one("q"), languages=POLISH, words={"pl": words})
    assert {check for check, *_ in whole} == {"translation"}


@pytest.mark.parametrize(
    ("language", "name", "says", "problem"),
    [
        ("en", "nxt", "Go on", "no page has words of this name"),
        ("fr", "next", "Suivant", "“fr” is not in languages"),
        ("en", "worry-danger", "All is well.", "keeps children safe, and stays as it is"),
        ("ar", "safe-who", "لا أحد", "keeps children safe, and stays as it is"),
        ("pl", "worry-danger", "Zadzwoń do kogoś.", "write 999 into it"),
        ("pl", "worry-childline", "Zadzwoń: 116 111.", "write 0800 1111 into it"),
        ("en", "question-of", "Question {number}", "needs {all}, {number} as the English has it"),
        ("en", "next", "Next {0}", "needs no brackets"),
        ("en", "question-of", "{number.__class__} {all}", "needs {all}, {number}"),
        ("en", "question-of", "{number!r} {all}", "needs {all}, {number}"),
        ("en", "next", "Go {on", "needs no brackets"),
    ],
)
def test_words_that_no_page_could_show_or_that_take_help_away_are_refused(language, name, says, problem):
    with pytest.raises(ValueError, match=re.escape(problem)):
        made(one("q"), languages={**ARABIC, **POLISH}, words={language: {name: says}})


def test_an_unused_scale_needs_no_translation_and_a_used_one_does():
    words = {"says": "x", "translations": {"ar": "نعم"}}
    shared = {"languages": ARABIC, "dont_know": words, "rather_not": words}
    ask = {"asks": words, "options": [], "kind": "scale", "scale": "amount"}
    assert len(found(one("q", **ask), **shared)) == 4
    assert found(one("q", asks=words, options=[{"code": c, "says": words} for c in "ab"]), **shared) == []


def test_hard_words_are_found_in_the_question_and_in_the_version():
    said = found(one("q", asks={"young": HARD, "old": "How are you?"}))
    assert said == [("reading-age", "young", ""), ("reading-age", "young", "q")]
    assert "reading-age" not in {check for check, *_ in found(one("q", asks=HARD), language="de")}


@pytest.mark.parametrize(
    ("years", "own", "limit"),
    [([4], None, 8), ([6], None, 10), ([4, 6], None, 8), ([8], None, 11), ([8], 8, 8), ([6], 14, 10)],
)
def test_a_version_is_held_to_the_age_of_its_youngest_year_or_below(years, own, limit):
    asked = made(
        versions={
            "young": {"name": "x", "years": years, "reading_age": own},
            "old": {"name": "y", "years": [8]},
        }
    )
    assert asked.versions["young"].highest_reading_age == limit


def test_a_sensitive_question_needs_the_way_out_and_every_other_both():
    assert found(one("q", sensitivity="special", without=["rather-not"])) == [("rather-not", "", "q")]
    assert found(one("q", without=["dont-know"])) == [("ways-out", "", "q")]


@pytest.mark.parametrize(
    ("notice", "versions"),
    [
        (None, ["young", "old"]),
        ("An adult reads this. Call 999.", ["young", "old"]),
        ({"old": "Call 0800 1111 or 999."}, ["young"]),
    ],
)
def test_free_text_needs_the_notice_with_both_numbers(notice, versions):
    said = [version for check, version, _ in found(text("t"), safeguarding=notice) if check == "safeguarding"]
    assert said == versions
    assert [check for check, *_ in found(one("q"), safeguarding=None)] == []


def test_the_longest_way_is_the_longest_of_those_that_can_be_walked():
    options = [{"code": code, "says": "Yes"} for code in ("yes", "no")]
    few = one("few", options=options, ask_if="first is no", asks="Why?")
    much = text("much", ask_if="first is yes", asks="Why?")
    asked = made(
        one("first", options=options, asks="Well?"),
        few,
        much,
        one("last", asks="Well?"),
        safeguarding="Call me.",
    )
    # Words: 3 + 1 + 2 + 3 at 120 a minute; both cannot be asked of one pupil.
    seconds = 9 * 0.5 + ANSWERING["one"] * 2 + ANSWERING["text"]
    assert follow_ways(asked, "young").minutes == pytest.approx(seconds / 60)


def test_more_minutes_than_the_version_may_take_are_found():
    versions = {"young": {"name": "x", "years": [4], "most_minutes": 1}, "old": {"name": "y", "years": [8]}}
    assert found(*(text(f"t{n}") for n in range(3)), versions=versions) == [("minutes", "young", "")]


def test_a_question_that_nobody_comes_to_by_chance_is_found():
    hard = [one(f"q{n}", *"abcdefghij") for n in range(5)]
    rare = one("rare", ask_if=" and ".join(f"q{n} is a" for n in range(5)))
    assert found(*hard, rare, one("last"), walks=50) == [
        ("never-seen", "young", "rare"),
        ("never-seen", "old", "rare"),
    ]


def test_a_walk_is_the_same_for_the_same_seed_and_sees_half_where_half_are_asked():
    asked = made(one("first", "yes", "no"), one("q", ask_if="first is yes"), one("last"))
    walked = walk(asked, "young", pupils=4000)
    assert walked == walk(asked, "young", pupils=4000)
    assert walked != walk(asked, "young", pupils=4000, seed=1)
    # Half of the fifteen in sixteen who take no way out; five standard errors to both sides.
    assert walked.shares["q"] == pytest.approx(15 / 32, abs=5 * (0.25 / 4000) ** 0.5)
    assert (walked.shares["first"], walked.shares["last"], walked.fewest, walked.most) == (1, 1, 2, 3)


@pytest.mark.parametrize("pupils", [0, -1, 10**9])
def test_a_number_of_walks_out_of_reach_is_refused(pupils):
    with pytest.raises(NotValid, match="cannot walk"):
        walk(made(), "young", pupils=pupils)


SAME = {"lineage": {"is": "same", "of": "q"}}


@pytest.mark.parametrize(
    ("now", "check"),
    [
        (one("q", **SAME), None),
        (one("p", **SAME), None),
        (one("p"), None),
        (one("q"), "lineage"),
        (one("p", lineage={"is": "same", "of": "gone"}), "lineage"),
        (one("q", asks="How do you feel?", **SAME), "drift"),
        (
            one("q", asks="How do you feel?", lineage={"is": "reworded", "of": "q", "why": "Tried on 20."}),
            None,
        ),
        (one("q", "no", "yes", **SAME), "drift"),
        (one("q", "yes", "no", "maybe", **SAME), "drift"),
        (one("q", options=[{"code": "yes", "says": "Y"}, {"code": "no", "says": "N"}], **SAME), "drift"),
        (several("q", **SAME), "drift"),
    ],
)
def test_what_says_that_it_can_be_compared_is_held_beside_the_earlier_wave(now, check):
    said = found(now, before=made(one("q")))
    assert {(name, question) for name, _, question in said} == ({(check, now["id"])} if check else set())


def test_a_scale_that_drifted_is_found_at_each_question_that_uses_it():
    ask = {"kind": "scale", "scale": "amount", "options": []}
    before = made(one("a", **ask), one("b", **ask), one("c"))
    codes = [{"code": code, "says": code} for code in ("none", "little", "lot")]
    kept = {id_: {"is": "same", "of": id_} for id_ in "abc"}
    after = made(
        *(one(id_, **ask, lineage=kept[id_]) for id_ in "ab"),
        one("c", lineage=kept["c"]),
        scales={"amount": {"name": "x", "codes": codes}},
    )
    findings = check_questionnaire(after, before=before, walks=0).findings
    assert [(one.check, one.question) for one in findings] == [("drift", "a"), ("drift", "b")]
    assert "Its answers were little, lot; they are none, little, lot." in findings[0].says


def test_a_number_whose_bounds_moved_has_drifted_and_two_heirs_of_one_are_found():
    before = made(number("n", 0, 5))
    kept = {"lineage": {"is": "same", "of": "n"}}
    assert found(number("n", 0, 7, **kept), before=before) == [("drift", "", "n")]
    assert found(number("n", 0, 5, **kept), number("m", 0, 5, **kept), before=before) == [
        ("lineage", "", "m")
    ]
