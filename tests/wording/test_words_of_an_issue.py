"""Terms of likelihood and what a predictive model makes of an issue, at every bound, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.results.settlement import IssueSummary, ModelSummary, Point, Stretch
from detente.wording import likelihood

POINTS = (Point(0, "none"), Point(50, "half"), Point(100, "full"))
STRETCHES = (Stretch(0, 50, "none", "half"), Stretch(50, 100, "half", "full"))
LEAD = ModelSummary(
    defined=1.0,
    median=40.0,
    mean=40.0,
    intervals={80: (10.0, 70.0)},
    stretches=(0.5, 0.25),
    points=(0.0, 0.25, 0.0),
    single=False,
    model="blend",
    name="Calibrated blend",
    baseline=False,
    predictive=True,
)
ISSUE = IssueSummary(
    issue="toll",
    label="The toll",
    question="How high?",
    points=POINTS,
    stretches=STRETCHES,
    models=(LEAD,),
    disagreement=0.0,
    distance=0.0,
    headline="blend",
    words=("roughly even chance", "unlikely"),
    silence="",
    confidence="low",
    draws=400,
    unweighed=0,
    certain=False,
)


@pytest.mark.parametrize(
    ("p", "term"),
    [
        (0.0, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.199, "very unlikely"),
        (0.20, "unlikely"),
        (0.449, "unlikely"),
        (0.45, "roughly even chance"),
        (0.549, "roughly even chance"),
        (0.55, "likely"),
        (0.799, "likely"),
        (0.80, "very likely"),
        (0.949, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_a_term_at_its_bounds(p: float, term: str) -> None:
    assert likelihood.likelihood_term(p) == term


@pytest.mark.parametrize("p", [-0.001, 1.001])
def test_what_is_no_probability_has_no_term(p: float) -> None:
    with pytest.raises(ValueError, match=rf"^a probability lies between 0 and 1, got {p}$"):
        likelihood.likelihood_term(p)


def test_a_term_for_each_stretch() -> None:
    assert likelihood.state_likelihoods(LEAD, 3, STRETCHES, set(), 100) == (
        ("roughly even chance", "unlikely"),
        "",
    )
    assert likelihood.state_likelihoods(LEAD, 3, STRETCHES, {0.0}, 100)[0] == ("", "unlikely")
    assert likelihood.state_likelihoods(LEAD, 3, STRETCHES, {30.0}, 100)[0][0] == "roughly even chance"


@pytest.mark.parametrize(
    ("lead", "labels", "standing", "draws", "why"),
    [
        (None, 3, set(), 100, "none of the models run is a predictive distribution"),
        (
            replace(LEAD, predictive=False),
            3,
            set(),
            100,
            "none of the models run is a predictive distribution",
        ),
        (LEAD, 2, set(), 100, "the scale has only two labels"),
        (LEAD, 3, set(), 99, "99 draws are too few; 100 are needed"),
        (LEAD, 3, set(), 1, "1 draw is too few; 100 are needed"),
        (LEAD, 3, {50.0}, 100, "every stretch of the scale ends at 50, which holds if nothing is agreed"),
        (LEAD, 3, {100.0, 0.0}, 100, "every stretch of the scale ends at 0 and 100, which holds if nothing"),
    ],
)
def test_why_there_are_no_words(
    lead: ModelSummary | None, labels: int, standing: set[float], draws: int, why: str
) -> None:
    words, reason = likelihood.state_likelihoods(lead, labels, STRETCHES, standing, draws)
    assert words == ()
    assert reason.startswith(why)
    assert "XX" not in reason


def test_an_issue_in_a_sentence() -> None:
    assert likelihood.describe_issue(ISSUE) == (
        "In words (blend): 0 to 50: roughly even chance (50 %); at 50: 25 %; 50 to 100: unlikely (25 %)."
    )
    assert (
        likelihood.describe_issue(replace(ISSUE, silence="so it is"))
        == "Likelihood not put into words: so it is."
    )
    assert likelihood.describe_issue(replace(ISSUE, headline="", models=())) == ""


def test_shares_are_of_the_draws_with_an_outcome() -> None:
    part = replace(ISSUE, models=(replace(LEAD, defined=0.2001),))
    assert "at 50: 20 of 80; 50 to 100: unlikely (20 of 80)." in likelihood.describe_issue(part)


def test_what_is_less_than_a_hundredth_is_left_out() -> None:
    """Of 400 draws, four are a hundredth."""
    rare = replace(ISSUE, models=(replace(LEAD, stretches=(0.97, 0.01), points=(0.0075, 0.0125, 0.0)),))
    assert likelihood.describe_issue(rare) == (
        "In words (blend): 0 to 50: roughly even chance (97 %); at 50: 5 of 400; 50 to 100: unlikely "
        "(4 of 400)."
    )
    rarer = replace(rare, models=(replace(LEAD, stretches=(0.99, 0.0075), points=(0.0, 0.0, 0.0)),))
    assert likelihood.describe_issue(replace(rarer, words=("almost certain", ""))) == (
        "In words (blend): 0 to 50: almost certain (396 of 400)."
    )


def test_a_stretch_without_a_word_is_explained() -> None:
    text = likelihood.describe_issue(replace(ISSUE, words=("roughly even chance", "")))
    assert text.startswith(
        "In words (blend): 0 to 50: roughly even chance (50 %); at 50: 25 %; 50 to 100: 25 %. "
    )
    assert text.endswith(" No term is given for a stretch that ends at what holds if nothing is agreed.")
    silent = likelihood.describe_issue(replace(ISSUE, words=("", "")))
    assert silent.startswith("In figures (blend): 0 to 50: 50 %; ")
    at_bound = replace(ISSUE, models=(replace(LEAD, stretches=(0.75, 0.01)),), words=("likely", ""))
    assert likelihood.describe_issue(at_bound).endswith(
        " No term is given for a stretch that ends at what holds if nothing is agreed."
    )


def test_draws_in_which_nobody_has_weight() -> None:
    assert likelihood.describe_unweighed(ISSUE) == ""
    few = likelihood.describe_unweighed(replace(ISSUE, unweighed=1, draws=1000))
    assert few.startswith("In 1 of 1,000 draws nobody has weight on this issue")
    assert likelihood.describe_unweighed(replace(ISSUE, unweighed=2000, draws=4000)).startswith(
        "In 2,000 of "
    )


def test_what_has_one_outcome_whatever_the_seed() -> None:
    fixed = replace(LEAD, model="mean", predictive=False, single=True)
    spread = replace(fixed, model="nash", single=False)
    other = replace(fixed, model="package", single=False)
    absent = replace(spread, model="setter", defined=0.0)
    errors = replace(LEAD, model="blend", single=True)

    def say(*models: ModelSummary) -> str:
        return likelihood.describe_single_outcomes([replace(ISSUE, models=models), ISSUE_WITHOUT], "by lot")

    assert say(fixed, absent) == "one outcome for each model, whatever the seed."
    assert say(fixed, spread) == (
        "one outcome for each model, whatever the seed, except nash, which settles it by lot."
    )
    assert say(other, spread).endswith(", except package and nash, which settle it by lot.")
    assert say(errors).endswith(", except blend, whose spread is the error of forecasts on decided cases.")
    assert say(errors, spread).endswith("on decided cases, and nash, which settles it by lot.")


ISSUE_WITHOUT = replace(ISSUE, models=())
