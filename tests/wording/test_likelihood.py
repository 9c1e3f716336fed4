import numpy as np
import pytest

from detente.forecasts import forecast
from detente.results.confidence import confidence
from detente.results.settlement import measure_disagreement
from detente.scenario import loads
from detente.testing.sample import sample_forecast
from detente.wording.likelihood import describe_issue, likelihood_term

CASE = """
detente: 1
title: A toll
as_of: 2025-01-01
issues: {toll: {question: How high?, scale: {0: none, 20: low, 50: half, 100: full}}}
actors: {a: {label: A, kind: state, capability: [1, 3]}, b: {label: B, kind: state, capability: 2}}
stances:
  - {actor: a, issue: toll, position: 0, salience: 50}
  - {actor: b, issue: toll, position: 90, salience: 50}
"""
NONE_RAN = (
    "Likelihood not put into words: none of the models run is a predictive distribution; the spreads "
    "show only what "
    "uncertain inputs do to each model."
)


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
    assert likelihood_term(p) == term


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_what_is_no_probability(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        likelihood_term(p)


def test_the_worse_of_basis_and_disagreement_decides():
    assert confidence(5, 0.2) == "high"
    assert confidence(20, 0.2) == "moderate"
    assert confidence(5, 0.5) == "moderate"
    assert confidence(5, 0.9) == "low"
    assert confidence(40, 0.1) == "low"
    # one model alone disagrees with none, which is no reason for confidence
    assert confidence(float("nan"), 0.0) == "low"


def test_disagreement_against_a_closed_form():
    a, b = np.linspace(0, 10, 2001), np.linspace(30, 40, 2001)
    gap, distance = measure_disagreement([5, 35, 35], [a, b, b])
    assert gap == 30
    # two of the three pairs are shifted by 30, one by nothing
    assert distance == pytest.approx(20)
    assert np.isnan(measure_disagreement([5], [a])).all()


def words(text, models, draws=256):
    (issue,) = forecast(loads(text), models, draws=draws).summary()
    return describe_issue(issue), issue


def test_words_name_the_blend_and_have_the_probability_beside():
    # ten draws of 0, 10 ... 90, ten times over, on a scale cut at 50; the line of contact is at 45
    issue = sample_forecast(10).summary()[0]
    assert describe_issue(issue) == (
        "In words (blend): at 0: 10 %; 0 to 50: unlikely (40 %); at 50: 10 %; 50 to 100: unlikely (40 %)."
    )
    assert issue.words == ("unlikely", "unlikely")


def test_a_cut_where_things_stand_gets_no_verdict():
    # draws of 10, 15 ... 55; nothing agreed leaves the toll at 30
    issue = sample_forecast(10).summary()[2]
    assert describe_issue(issue) == (
        "In figures (blend): 0 to 30: 40 %; at 30: 10 %; 30 to 70: 50 %. No term is given for a stretch "
        "that ends at what holds if nothing is agreed."
    )
    assert issue.words == ("", "", "almost no chance")
    _, cut = words(CASE.replace("100: full}", "100: full}, reversion: 50"), ["blend"])
    assert cut.words[1:] == ("", "")
    assert cut.words[0]
    said, every = words(
        CASE.replace("20: low, ", "").replace("100: full}", "100: full}, reversion: 50"), ["blend"]
    )
    assert every.words == ()
    assert said == (
        "Likelihood not put into words: every stretch of the scale ends at 50, which holds if nothing is "
        "agreed."
    )


def test_a_scale_with_two_labels_gets_no_verdict():
    said, issue = words(CASE.replace("20: low, 50: half, ", ""), ["blend"])
    assert said == "Likelihood not put into words: the scale has only two labels."
    assert issue.words == ()


def test_few_draws_get_no_verdict():
    assert describe_issue(sample_forecast().summary()[0]) == (
        "Likelihood not put into words: 10 draws are too few; 100 are needed."
    )
    assert words(CASE, ["blend"], 1)[0] == "Likelihood not put into words: 1 draw is too few; 100 are needed."
    assert words(CASE, ["blend"], 100)[0].startswith("In words (blend): ")


@pytest.mark.parametrize("models", [["mean"], ["nash"], ["challenge", "median"], []])
def test_without_a_predictive_model_there_are_no_words(models):
    said, issue = words(CASE, models)
    assert said == NONE_RAN
    assert issue.words == ()
    assert issue.headline == "mean"


def test_words_are_of_the_blend_that_ran():
    said, issue = words(CASE, ["blend:deu3,near=0.4", "challenge"])
    assert said.startswith("In words (blend:deu3,near=0.4): ")
    assert issue.headline == "blend:deu3,near=0.4"
    shown = next(m for m in issue.models if m.model == issue.headline)
    assert issue.words == tuple(likelihood_term(p) for p in shown.stretches)
