"""What a printed percentage of a shown whole tells."""

import pytest

from oneplan.disclosure.auditor.auditing import audit
from oneplan.errors import NotValid

WHOLE = "school,answer,value,percentage\na,Total,{whole},\na,yes,,{said}\na,no,,\n"


def found(folder, *, whole, said):
    path = folder / "t.csv"
    path.write_text(WHOLE.format(whole=whole, said=said))
    return audit([path])


def possible(*, whole, said, decimals):
    """Every numerator that would be printed so, tried one by one, where both answers hold a child."""
    half = 0.5 * 10**-decimals + 1e-9
    return [part for part in range(1, whole) if abs(100 * part / whole - float(said)) <= half]


@pytest.mark.parametrize(
    ("whole", "said"), [(15, "33.3"), (15, "33"), (400, "1"), (400, "1.3"), (700, "50.0"), (2500, "7")]
)
def test_a_printed_percentage_of_a_shown_whole_tells_what_it_tells(whole, said, tmp_path):
    values = possible(whole=whole, said=said, decimals=len(said.partition(".")[2]))
    about = found(tmp_path, whole=whole, said=said)
    assert about.certificate.complete
    expected = {("a", "yes"): values[0], ("a", "no"): whole - values[0]} if len(values) == 1 else {}
    assert dict(about.exact) == expected
    assert about.certificate.safe == (len(values) > 1)


def test_without_the_percentage_the_same_table_tells_nothing(tmp_path):
    assert found(tmp_path, whole=15, said="").exact == {}


def test_a_percentage_that_no_count_gives_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("school,answer,value,percentage\na,Total,15,\na,yes,5,80\na,no,10,67\n")
    with pytest.raises(NotValid, match="not of its whole"):
        audit([path])
    with pytest.raises(NotValid, match="is no percentage"):
        found(tmp_path, whole=15, said="a third")
