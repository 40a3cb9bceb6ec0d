"""Draws whole questionnaires by chance, with everything that one can hold, for tests of round trips."""

from hypothesis import strategies as st

from oneplan.listen.definition.questionnaire import Questionnaire

IDS = st.from_regex(r"[a-z0-9]{1,4}([-.][a-z0-9]{1,3})?", fullmatch=True).filter(
    lambda id_: id_ not in {"is", "not", "in", "and", "or", "answered", "all", "says"}
)
TEXTS = st.text(
    st.sampled_from("abcdefghijklmn ABC0123456789'\"<>&;:#-=+@|{}[]%éßñ中אبت\n,.?!_x"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() == text)
PLAIN = TEXTS.filter(lambda text: not {"{", "}"} & set(text))
AROUND = st.sampled_from(["back", "next", "or", "done-title"])
"""Sentences around the questions that have no brackets, and that a questionnaire may change."""


@st.composite
def said(draw, versions, *, languages):
    """Words for some versions, or for all, with some translations."""

    def once():
        keys = draw(st.lists(st.sampled_from(["all", *versions]), min_size=1, max_size=3, unique=True))
        return {key: draw(TEXTS) for key in keys}

    others = draw(st.lists(st.sampled_from(languages), unique=True)) if languages else []
    return {"says": once(), "translations": {code: once() for code in others}}


@st.composite
def choices(draw, versions, *, languages):
    """Two to four answers with different codes."""
    codes = draw(
        st.lists(
            IDS.filter(lambda id_: id_ not in {"dont-know", "rather-not"}),
            min_size=2,
            max_size=4,
            unique=True,
        )
    )
    return [{"code": code, "says": draw(said(versions, languages=languages))} for code in codes]


def conditions(earlier):
    """A condition on earlier questions; most have codes of their own."""
    one = st.sampled_from(earlier).map(
        lambda pair: f"{pair[0]} is {pair[1]}" if pair[1] else f"{pair[0]} answered"
    )
    return st.recursive(
        one,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
                lambda t: f"({t[0]}) {t[1]} ({t[2]})"
            ),
            inner.map(lambda text: f"not ({text})"),
        ),
        max_leaves=3,
    )


@st.composite
def questions(draw, id_, *, versions, scales, topics, languages, earlier):
    """One question of any kind."""
    kind = draw(st.sampled_from(["one", "several", "scale", "number", "text"]))
    held = draw(st.lists(st.sampled_from(versions), min_size=1, unique=True))
    built = {
        "id": id_,
        "topic": draw(st.sampled_from(topics)),
        "kind": kind,
        "versions": held,
        "asks": draw(said(held, languages=languages)),
        "sensitivity": draw(st.sampled_from(["ordinary", "personal", "special"])),
        "outcomes": draw(st.lists(IDS, max_size=2, unique=True)),
        "without": draw(st.lists(st.sampled_from(["dont-know", "rather-not"]), max_size=2, unique=True)),
    }
    if draw(st.booleans()):
        built["hint"] = draw(said(held, languages=languages))
    if draw(st.booleans()):
        built["audio"] = {draw(st.sampled_from(["all", *held])): "read-out.mp3"}
    if draw(st.booleans()):
        built["lineage"] = {"is": "reworded", "of": draw(IDS), "why": draw(TEXTS)}
    if earlier and draw(st.booleans()):
        built["ask_if"] = draw(conditions(earlier))
    if kind in ("one", "several"):
        built["options"] = draw(choices(held, languages=languages))
    elif kind == "scale":
        built["scale"] = draw(st.sampled_from(list(scales)))
    elif kind == "number":
        built |= {"lowest": draw(st.integers(0, 5)), "highest": draw(st.integers(5, 100_000))}
    return built


@st.composite
def questionnaires(draw):
    """A whole questionnaire that can be read."""
    versions = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    languages = draw(st.lists(st.sampled_from(["ar", "cy", "pt-BR"]), max_size=2, unique=True))
    topics = draw(st.lists(IDS, min_size=1, max_size=2, unique=True))
    ids = draw(st.lists(IDS, min_size=1, max_size=5, unique_by=str.lower))
    named = draw(st.lists(IDS, min_size=1, max_size=2, unique=True))
    scales = {
        id_: {"name": draw(TEXTS), "codes": draw(choices(versions, languages=languages))} for id_ in named
    }
    drawn, earlier = [], []
    for id_ in ids:
        one = draw(
            questions(
                id_, versions=versions, scales=scales, topics=topics, languages=languages, earlier=earlier
            )
        )
        drawn.append(one)
        codes = [choice["code"] for choice in one.get("options", [])] or ["", "dont-know"]
        earlier += [(id_, code) for code in codes]
    return Questionnaire.model_validate(
        {
            "id": draw(IDS),
            "title": draw(TEXTS),
            "wave": draw(TEXTS),
            "note": draw(st.one_of(st.just(""), TEXTS)),
            "plan": draw(st.one_of(st.just(""), IDS)),
            "language": draw(st.sampled_from(["en", "fr"])),
            "languages": {
                code: {
                    "name": draw(TEXTS),
                    "direction": draw(st.sampled_from(["left-to-right", "right-to-left"])),
                    "sample": draw(st.booleans()),
                    "title": draw(st.one_of(st.just(""), TEXTS)),
                }
                for code in languages
            },
            "words": {
                code: {name: draw(PLAIN) for name in draw(st.lists(AROUND, min_size=1, unique=True))}
                for code in languages
            },
            "versions": {
                id_: {
                    "name": draw(TEXTS),
                    "years": draw(st.lists(st.integers(1, 14), min_size=1, max_size=3)),
                    "reading_age": draw(st.one_of(st.none(), st.integers(6, 18))),
                    "words_a_minute": draw(st.integers(20, 400)),
                }
                for id_ in versions
            },
            "topics": {id_: draw(TEXTS) for id_ in topics},
            "scales": scales,
            "dont_know": draw(said(versions, languages=languages)),
            "safeguarding": draw(st.one_of(st.none(), said(versions, languages=languages))),
            "questions": drawn,
        }
    )
