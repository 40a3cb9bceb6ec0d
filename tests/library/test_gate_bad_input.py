"""What the gate refuses, each time in one sentence that says what to do, and nothing written."""

import pytest

from library.command import run
from oneplan.choices import FILE_NAME, write_choices
from oneplan.disclosure.policies import find_policy, list_policies
from oneplan.errors import NotFound, NotValid

COUNTS = "school,eth,freq\ns1,a,7\ns1,b,9\ns2,a,3\ns2,b,12\n"


def refused(folder, *, counts=COUNTS, tree=None, table="school,eth", policy="dfe_la", more=()):
    (folder / "inner.csv").write_bytes(counts if isinstance(counts, bytes) else counts.encode())
    words = ["protect", "--counts", str(folder / "inner.csv"), "--table", table, "--policy", policy]
    if tree is not None:
        (folder / "tree.csv").write_text(tree)
        words += ["--hierarchy", f"school={folder / 'tree.csv'}"]
    said = run(*words, "--out", str(folder / "out.csv"), *more, home=folder)
    assert not (folder / "out.csv").exists()
    return said.refusal


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ("", "no column called freq"),
        ("school,eth,freq\n", "No child is counted"),
        ("school,eth,freq\ns1,a,0\n", "No child is counted"),
        ("freq\n3\n", "names no dimension"),
        ("school,eth,freq\ns1,a,-3\n", "row 2: “-3” is no whole number"),
        ("school,eth,freq\ns1,a,2.5\n", "row 2: “2.5” is no whole number"),
        ("school,eth,freq\ns1,a,1e9\n", "is no whole number"),
        ("school,eth,freq\ns1,a,٣\n", "is no whole number"),
        ("school,eth,freq\ns1,a,99999999999999999999\n", "is no whole number"),
        ("school,eth,freq\ns1,a\n", "row 2: 2 cells under 3 headings"),
        ("school,eth,freq\nTotal,a,5\n", "row 2: a code is missing or is Total"),
        ("school,eth,freq\n,a,5\n", "row 2: a code is missing or is Total"),
        ("school,school,freq\ns1,a,5\n", "two columns of one name"),
        (b"\xff\xfe\x00", "not a CSV file in UTF-8"),
        (b'school,eth,freq\n"s1,a,5\n', "not a CSV file in UTF-8"),
    ],
)
def test_counts_that_cannot_be_read_are_refused_with_the_row(counts, sentence, tmp_path):
    assert sentence in refused(tmp_path, counts=counts)


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        ("child,parent\ns1,north\nnorth,Total\n", "“s2” of school has no parent"),
        ("child,parent\ns1,north\ns2,north\n", "“north” has no parent"),
        ("child,parent\ns1,s2\ns2,s1\n", "“s1” stands above itself"),
        ("child,parent\ns1,s2\ns2,Total\n", "holds other codes"),
        ("child,parent\ns1,Total\ns2,Total\nTotal,s1\n", "Total stands as a child"),
        ("child\ns1\n", "no column called parent"),
        ("child,parent\ns1,\n", "row 2: a child or a parent is missing"),
    ],
)
def test_a_hierarchy_without_a_way_up_is_refused_with_the_code(tree, sentence, tmp_path):
    assert sentence in refused(tmp_path, tree=tree)


def test_a_table_of_unknown_or_repeated_dimensions_is_refused(tmp_path):
    assert "No dimension is called “ward”" in refused(tmp_path, table="ward,eth")
    assert "or one twice" in refused(tmp_path, table="eth,eth")
    assert "names no file" in refused(tmp_path, more=("--hierarchy", "school"))
    assert "There is no file" in refused(tmp_path, more=("--hierarchy", "school=absent.csv"))


def test_an_unknown_policy_is_refused_with_those_that_there_are(tmp_path):
    assert "Choose one of: dfe_la" in refused(tmp_path, policy="none")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        "school,value\nTotal,x1\n",
        "school,value\nTotal,9\ns1,20\n",
        "school,value\ns1,4\ns1,5\n",
    ],
)
def test_tables_that_cannot_be_audited_are_refused(text, tmp_path):
    (tmp_path / "t.csv").write_text(text)
    assert run("audit", str(tmp_path / "t.csv"), home=tmp_path).refusal


@pytest.mark.parametrize("policy", [policy.name for policy in list_policies()])
def test_a_partnership_may_be_stricter_and_never_laxer(policy):
    floor = find_policy(policy)
    small = "guard_to" if floor.is_for_cubes else "withhold_to"
    least = getattr(floor, small)
    assert getattr(find_policy(policy, stricter={small: least + 3}), small) == least + 3
    with pytest.raises(NotValid, match="would be laxer"):
        find_policy(policy, stricter={small: least - 1})
    with pytest.raises(NotValid, match="Correct it in partnership"):
        find_policy(policy, stricter={"withold_to": 9})
    other = "rounding" if floor.method == "suppression" else "suppression"
    with pytest.raises(NotValid, match="would be laxer"):
        find_policy(policy, stricter={"method": other})
    with pytest.raises(NotFound, match="Choose one of"):
        find_policy(f"{policy}_")


def test_a_policy_that_withholds_nothing_because_it_is_small_cannot_be_told_to():
    with pytest.raises(NotValid, match="“withhold_to” cannot be changed"):
        find_policy("random_rounding", stricter={"withhold_to": 3})


def test_a_policy_for_cubes_is_refused_for_tables(tmp_path):
    (tmp_path / "inner.csv").write_text("school,freq\ns1,9\ns2,40\n")
    words = ["--counts", str(tmp_path / "inner.csv"), "--table", "school", "--out", str(tmp_path / "out.csv")]
    refusal = run("protect", *words, "--policy", "random_rounding", home=tmp_path).refusal
    assert "is for cubes, not for single tables" in " ".join(refusal.split())
    assert not (tmp_path / "out.csv").exists()


def stricter_home(folder, rules):
    """A partnership's folder whose file makes policies stricter."""
    write_choices(folder / FILE_NAME)
    with (folder / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write(rules)
    return folder


def protect_small(folder):
    counts = folder / "inner.csv"
    counts.write_text("school,freq\na,5\nb,6\nc,40\nd,50\n")
    words = ["--counts", str(counts), "--table", "school", "--policy", "dfe_la"]
    return run("protect", *words, "--out", str(folder / "out.csv"), home=folder)


def test_what_a_partnership_makes_stricter_is_withheld_and_said(tmp_path):
    assert protect_small(tmp_path).status == 0
    assert "a,5,shown" in (tmp_path / "out.csv").read_text()
    said = protect_small(stricter_home(tmp_path, "[policies.dfe_la]\nwithhold_to = 6\n"))
    assert said.status == 0, said.err
    assert "a,,withheld" in (tmp_path / "out.csv").read_text()
    assert "Stricter than dfe_la itself: withhold_to = 6." in said.err


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ("[policies.dfe_la]\nwithhold_to = 3\n", "would be laxer"),
        ("[policies.survey]\nleast_schools = 2\n", "would be laxer"),
        ("[policies.dfe_la]\nbase = 5\n", "cannot be changed"),
        ("[policies.dfe_la]\nname = 7\n", "Correct it in partnership.toml"),
        ("[policies.dfe_la]\nwithold_to = 6\n", "Correct it in partnership.toml"),
        ("[policies.dfe]\nwithhold_to = 6\n", "Choose one of"),
    ],
)
def test_a_rule_in_partnership_toml_that_is_laxer_or_unknown_stops_the_command(rules, sentence, tmp_path):
    said = protect_small(stricter_home(tmp_path, rules))
    assert sentence in said.refusal
    assert not (tmp_path / "out.csv").exists()
