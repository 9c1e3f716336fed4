import numpy as np
import pytest

from detente.forecasts.summary import disagreement, headline
from detente.forecasts.words import confidence, likelihood


@pytest.mark.parametrize(
    ("p", "term"),
    [
        (0.0, "almost no chance"),
        (0.04, "almost no chance"),
        (0.05, "very unlikely"),
        (0.19, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_terms_of_the_directive(p, term):
    assert likelihood(p) == term


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_what_is_no_probability(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        likelihood(p)


def test_the_worse_of_basis_and_disagreement_decides():
    assert confidence(5, 0.2) == "high"
    assert confidence(20, 0.2) == "moderate"
    assert confidence(5, 0.5) == "moderate"
    assert confidence(5, 0.9) == "low"
    assert confidence(40, 0.1) == "low"


def test_disagreement_against_a_closed_form():
    a, b = np.linspace(0, 10, 2001), np.linspace(30, 40, 2001)
    gap, distance = disagreement([5, 35, 35], [a, b, b])
    assert gap == 30
    # two of the three pairs are shifted by 30, one by nothing
    assert distance == pytest.approx(20)
    assert np.isnan(disagreement([5], [a])).all()


def test_words_are_made_from_the_blend_where_it_ran():
    assert headline(["nash", "mean", "blend"]) == "blend"
    assert headline(["nash", "mean"]) == "mean"
    assert headline(["nash"]) == "nash"
    assert headline([]) == ""
