"""The lexicon finds what children write of harm; its phrases are read strictly; no words can break it."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import shared_data
from oneplan.errors import NotValid
from oneplan.listen.safeguarding import lexicon
from oneplan.listen.safeguarding.lexicon import open_lexicon, read_lexicon
from oneplan.listen.safeguarding.phrases import compile_phrase, plain, without_figures

OURS = Path(__file__).parent / "texts"
LEXICON = Path(lexicon.__file__).parent
GROUPS = {"family": "mum|dad|step_dad"}


def rows_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def recall(rows):
    """How many texts of concern match anything, and how many there are."""
    of_concern = [row["text"] for row in rows if row["concern"]]
    return sum(bool(open_lexicon().find(text)) for text in of_concern), len(of_concern)


def test_every_text_of_concern_in_the_development_set_is_found():
    found, there = recall(rows_of(shared_data() / "text" / "safeguard_synth.jsonl"))
    assert found == there > 10


def test_every_text_with_which_the_lexicon_was_tuned_is_found():
    found, there = recall(rows_of(OURS / "safeguarding_tuned.jsonl"))
    assert found == there == 97


def test_of_hard_texts_that_nobody_tuned_it_with_more_than_eight_in_ten_are_found():
    found, there = recall(rows_of(OURS / "safeguarding_unseen.jsonl"))
    assert there == 93
    assert found / there > 0.8


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I dont want to be alive any more", "suicidal"),
        ("I DON’T WANT TO BE ALIVE ANY MORE", "suicidal"),
        ("i cut my self when im sad", "self-harm"),
        ("my step-dad h1ts me with a belt", "abuse-home"),
        ("he r4ped me", "sexual"),
        ("theyre going to make me marry my cousin in the summer", "honour"),
        ("lads at my school carry knives", "weapon"),
        ("my coach messages me at night and says dont tell", "adult-trust"),
        ("theres no food in the house at the weekend", "neglect"),
    ],
)
def test_words_are_found_however_they_are_spelt(text, key):
    assert key in [match.concern.key for match in open_lexicon().find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Maths is killing me",
        "I died laughing at the trip",
        "more lights in the park so girls feel fine",
        "longer lunch please",
        "my bath bomb was purple",
        "",
        "   ",
        "🙂🙂🙂",
    ],
)
def test_what_is_only_said_so_is_not_taken_for_a_concern(text):
    assert not [match for match in open_lexicon().find(text) if match.concern.how != "look"]


def test_what_was_only_learned_about_can_be_read_later_but_is_not_left_out():
    text = "we learned about domestic abuse in PSHE and it was good"
    assert open_lexicon().is_said_of_others(text)


def test_the_most_urgent_concern_comes_first():
    matches = open_lexicon().find("I get bullied every day and I want to kill myself")
    assert matches[0].concern.how == "now"
    assert {"suicidal", "bullying-severe"} <= {match.concern.key for match in matches}


def test_a_partnership_can_add_phrases_of_its_own():
    own = read_lexicon(
        '[[concern]]\nkey="a"\ntitle="A"\nhow="now"\nphrases=["zzz"]', name="x.toml", more=["the? old_mill"]
    )
    assert [match.concern.key for match in own.find("see you at the old mill")] == ["own"]


@pytest.mark.parametrize("phrase", ["", "... hit", "hit ...", "Hit", "hit(", "@no", "a||b", "hit_", ".*"])
def test_a_phrase_that_cannot_be_read_is_refused_in_a_sentence(phrase):
    with pytest.raises(NotValid, match=f"“{re.escape(phrase)}”"):
        compile_phrase(phrase, groups=GROUPS)


@pytest.mark.parametrize("data", ["", "concern = 3", "[[concern]]\nkey='a'", "= =", "[groups]\nx=1"])
def test_a_file_that_is_no_lexicon_is_refused_in_a_sentence(data):
    with pytest.raises(NotValid, match=r"own\.toml is no lexicon"):
        read_lexicon(data, name="own.toml")


def test_a_gap_is_five_words_of_one_sentence():
    search = compile_phrase("mum ... hits", groups={})
    assert search.search(plain("mum a b c d e hits"))
    assert not search.search(plain("mum a b c d e f hits"))
    assert not search.search(plain("that is mum. She hits the ball"))


def test_a_group_stands_for_its_words_and_a_star_for_any_ending():
    search = compile_phrase("@family hit*", groups=GROUPS)
    assert search.search(plain("my step dad hitting me"))
    assert not search.search(plain("my stepdads hat"))


def by_words(phrase, text):
    """A slow and obvious way for phrases of plain words and gaps."""
    words = plain(text).split()

    def fits(elements, at):
        if not elements:
            return True
        if elements[0] == "...":
            return any(
                fits(elements[1:], at + skipped)
                for skipped in range(6)
                if ";" not in words[at : at + skipped] and at + skipped <= len(words)
            )
        return at < len(words) and words[at] in elements[0].split("|") and fits(elements[1:], at + 1)

    return any(fits(phrase.split(), start) for start in range(len(words)))


@given(
    st.lists(st.sampled_from(["a", "b", "a|b", "..."]), min_size=1, max_size=5),
    st.lists(st.sampled_from(["a", "b", "c", "."]), max_size=14),
)
def test_a_phrase_is_found_as_a_slow_reader_finds_it(elements, words):
    phrase = " ".join(["a", *elements, "b"])
    text = " ".join(words)
    assert bool(compile_phrase(phrase, groups={}).search(plain(text))) == by_words(phrase, text)


@pytest.fixture(scope="module")
def unsifted():
    """The lexicon as it was before: every phrase is searched for in every text."""
    ours = open_lexicon()

    def all_of(searches):
        return tuple(replace(one, needs=0) for one in searches)

    return replace(
        ours,
        _searches=tuple((concern, all_of(searches)) for concern, searches in ours._searches),
        _idioms=all_of(ours._idioms),
        _later=all_of(ours._later),
    )


def test_what_is_sifted_out_could_not_have_matched(unsifted):
    texts = [
        row["text"]
        for path in (
            shared_data() / "text" / "safeguard_synth.jsonl",
            *sorted(OURS.glob("safeguarding_*.jsonl")),
        )
        for row in rows_of(path)
    ]
    assert len(texts) > 250
    for text in texts:
        assert open_lexicon().find(text) == unsifted.find(text), text
        assert open_lexicon().is_said_of_others(text) == unsifted.is_said_of_others(text), text


WORDS = sorted(
    {
        word
        for phrase in re.findall(r'"([^"\n]+)"', (LEXICON / "lexicon.toml").read_text(encoding="utf-8"))
        for word in re.split(r"[ |_*?@.]+", phrase)
        if word
    }
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, ".", "s", "ing"]), max_size=40), st.sampled_from([" ", "", "  ", "' "])
)
def test_of_any_words_of_the_lexicon_the_sifted_find_what_the_slow_way_finds(unsifted, words, between):
    text = between.join(words)
    assert open_lexicon().find(text) == unsifted.find(text)
    assert open_lexicon().is_said_of_others(text) == unsifted.is_said_of_others(text)


def test_most_phrases_are_sifted_out():
    words = plain("I would like more trees in the park and longer lunch breaks so that I can play football.")
    ours = open_lexicon()
    searches = [search for _, some in ours._searches for search in some]
    likely = [search for search in searches if search.could_be_in(ours._sieve.present(words))]
    assert len(likely) < len(searches) / 10


@given(st.text(max_size=400))
def test_no_words_break_the_search(text):
    assert isinstance(open_lexicon().find(text), tuple)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("word", ["mum ", "he hits me ", "a", "I want to die. ", "x ;"])
def test_a_very_long_text_takes_no_longer_than_its_length(word):
    open_lexicon().find("warm")
    began = time.process_time()
    open_lexicon().find(word * (10_000 // len(word)))
    # Ten thousand letters are what a box takes; a search that ran away would take minutes.
    assert time.process_time() - began < 10


def test_figures_are_letters_only_within_words():
    assert without_figures("k1ll at 12 in 8b or y11") == "kill at 12 in 8b or y11"
