"""How references are cited in running text."""

from __future__ import annotations

import pytest

from detente.cli.commands.models import cite


@pytest.mark.parametrize(
    ("reference", "cited"),
    [
        ("A. N. Author (1999). A title.", "A. N. Author 1999"),
        ("Author, A. (1999). A title.", "Author 1999"),
        ("Author, A. and Other, B. C. (1966). A title.", "Author and Other 1966"),
        ("Author, A., Other, J.-P. and Third, C. (2011). A title.", "Author et al. 2011"),
        ("A manual without a year", "A manual without a year"),
        ("Author, A. (in press). A title.", "Author, A. (in press). A title."),
    ],
)
def test_a_reference_is_cited_by_names_and_year(reference: str, cited: str) -> None:
    assert cite(reference) == cited
