import pytest

from detente.forecasts import forecast
from detente.forecasts.estimate import FEW, MORE, Estimate, estimate, is_quick
from detente.forecasts.memory import TooLargeError, check_memory, estimate_memory
from detente.forecasts.run import choose_models
from detente.scenario import loads
from detente.wording.durations import duration

CASE = """
detente: 1
title: Two on two issues
as_of: 2025-01-01
issues:
  toll: {question: How high?, scale: {0: none, 100: full}}
  gate: {question: How wide?, scale: {0: shut, 100: open}}
actors:
  north: {label: North, kind: state, capability: [5, 10, 20]}
  south: {label: South, kind: state, capability: 4}
stances:
  - {actor: north, issue: toll, position: [50, 80, 90], salience: 50}
  - {actor: south, issue: toll, position: 10, salience: [10, 20, 90]}
  - {actor: north, issue: gate, position: 100, salience: 40}
  - {actor: south, issue: gate, position: [0, 30, 50], salience: 60}
"""


def ticking(*steps):
    """A clock that moves on by the next step at every second look, and by a second after those."""
    now, looks, left = 0.0, 0, list(steps)

    def clock():
        nonlocal now, looks
        looks += 1
        if looks % 2 == 0:
            now += left.pop(0) if left else 1.0
        return now

    return clock


def test_what_is_measured_is_extrapolated_to_all_draws():
    # drawing: 4 uncertain quantities at 256 values in 1.024 s, a millisecond each;
    # mean: two draws 0.1 s, thirty-four 0.42 s, so 10 ms a draw whatever a call costs
    found = estimate(
        loads(CASE), choose_models(["mean"])[:1], draws=512, threads=1, clock=ticking(1.024, 0.1, 0.42)
    )
    assert found.seconds == pytest.approx({"drawing": 4 * 512 * 0.001, "mean": 512 * 0.32 / (MORE - FEW)})
    assert found.total == pytest.approx(2.048 + 5.12)
    assert found.longest == "mean"


def test_a_slow_model_is_measured_on_few_draws():
    clock = ticking(0.0, 8.0)
    found = estimate(loads(CASE), choose_models(["exchange"])[:1], draws=100, threads=1, clock=clock)
    assert found.seconds["exchange"] == 8.0 / FEW * 100


def test_no_part_takes_most_where_none_takes_half():
    assert Estimate({"a": 2.0, "b": 2.0, "c": 1.0}).longest == ""
    assert Estimate({"a": 3.0, "b": 2.0, "c": 1.0}).longest == "a"


def test_measuring_changes_no_number():
    case = loads(CASE)
    before = forecast(case, ["exchange"], draws=64, seed=2)
    estimate(case, choose_models(["exchange"]), draws=64)
    after = forecast(case, ["exchange"], draws=64, seed=2)
    assert before.data.identical(after.data)


def test_small_forecasts_are_not_measured():
    case = loads(CASE)
    assert is_quick(case, 10**6)  # 2^3 actors on 2 issues: 16 million
    assert not is_quick(case, 10**7)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 seconds"),
        (1.4, "1 second"),
        (89, "89 seconds"),
        (90, "2 minutes"),
        (240, "4 minutes"),
        (5400, "2 hours"),
        (86400 * 3.2, "3 days"),
    ],
)
def test_durations_in_words(seconds, words):
    assert duration(seconds) == words


def test_draws_without_room_are_refused_with_how_many_there_is_room_for():
    case = loads(CASE)
    one = estimate_memory(case, 1) - estimate_memory(case, 0)
    # 9 quantities, positions and saliences of two on two, and at most 15 models' answers on two issues
    assert 8 * (10 + 8) < one < 8 * 200
    room = estimate_memory(case, 1000)
    check_memory(case, 1000, room=room)
    with pytest.raises(
        TooLargeError, match=r"1,001 draws of 2 actors on 2 issues .*; ask for at most 1,000 draws$"
    ):
        check_memory(case, 1001, room=room)
    with pytest.raises(TooLargeError, match="use a machine with more memory"):
        check_memory(case, 1, room=1000)
