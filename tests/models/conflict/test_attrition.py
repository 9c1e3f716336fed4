"""Lanchester's laws in closed form, Engel's Iwo Jima, and scipy's integrator for the rest."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from detente.models.conflict.attrition import AttritionParams, Front, Patron, War, simulate_attrition

SQUARE, LINEAR, MIXED = AttritionParams(), AttritionParams(1, 1), AttritionParams(0.75, 0.25)


def full(*values, n=1):
    return [np.full(n, float(v)) for v in values]


def front(n=1, line=50.0, mobility=0.0, hold=1.0, top=1e9, low=0.0, high=100.0):
    return Front(*full(line, mobility, hold, top, low, high, n=n))


def patron(side, flow, start=0.0, stop=np.inf):
    return Patron(side, *full(flow, start, stop))


def war(a=100.0, b=80.0, kill_a=0.05, kill_b=0.04, fall=0.0, steps=10, step=1.0, patrons=(), line=None):
    return War(*full(a, b, kill_a, kill_b, fall, fall), line or front(), steps, step, tuple(patrons))


def reference(w, params, extra=(), dense=None):
    """scipy's solution at the step times, event by event, for forces that stay above zero."""
    p, q = params.enemy_exponent, params.own_exponent
    ends = {0.0, w.steps * w.step}
    for one in w.patrons:
        ends |= {float(t[0]) for t in (one.start, one.stop) if 0 < t[0] < w.steps * w.step}
    times = np.arange(w.steps + 1) * w.step
    ends = sorted(ends)
    state, found = np.array([w.force_a[0], w.force_b[0], *extra]), {}
    for begin, end in pairwise(ends):
        flow = {
            side: sum(
                float(x.flow[0]) for x in w.patrons if x.side == side and x.start[0] <= begin < x.stop[0]
            )
            for side in "ab"
        }

        def slope(t, y, flow=flow):
            a, b = y[0], y[1]
            rates = [
                flow["a"] - w.kill_b[0] * b**p * a**q,
                flow["b"] - w.kill_a[0] * a**p * b**q,
            ]
            return rates + ([dense(a, b)] if dense else [])

        here = times[(times >= begin) & (times <= end)]
        # stop at the end of the span even where no step time falls on it
        at = np.unique(np.append(here, end))
        solved = solve_ivp(slope, (begin, end), state, t_eval=at, rtol=1e-11, atol=1e-11)
        found |= dict(zip(at, solved.y.T, strict=True))
        state = solved.y[:, -1]
    return np.array([found[t] for t in times])


@given(st.floats(0.0, 0.5), st.floats(0.0, 0.5), st.floats(10, 1000), st.floats(10, 1000))
@settings(deadline=None)
def test_square_law_keeps_lanchesters_invariant(kill_a, kill_b, a, b):
    out = simulate_attrition(war(a, b, kill_a, kill_b, steps=6, step=0.7))
    fa, fb = out.force_a[0, 0], out.force_b[0, 0]
    alive = (fa > 0) & (fb > 0)
    invariant = (kill_a * fa**2 - kill_b * fb**2)[alive]
    assert invariant == pytest.approx(np.full(alive.sum(), invariant[0]), abs=1e-9 * (a + b) ** 2)


def test_square_law_follows_the_hyperbolic_functions():
    a0, b0, kill_a, kill_b = 100.0, 80.0, 0.05, 0.04
    out = simulate_attrition(war(a0, b0, kill_a, kill_b, steps=8))
    rate, t = np.sqrt(kill_a * kill_b), out.time
    a = a0 * np.cosh(rate * t) - np.sqrt(kill_b / kill_a) * b0 * np.sinh(rate * t)
    b = b0 * np.cosh(rate * t) - np.sqrt(kill_a / kill_b) * a0 * np.sinh(rate * t)
    assert out.force_a[0, 0] == pytest.approx(a, rel=1e-12)
    assert out.force_b[0, 0] == pytest.approx(b, rel=1e-12)


def test_the_loser_is_spent_when_the_square_law_says_and_the_winner_keeps_the_rest():
    a0, b0, kill_a, kill_b = 100.0, 80.0, 0.05, 0.04
    out = simulate_attrition(war(a0, b0, kill_a, kill_b, steps=100))
    # B(t) = 0 at tanh(rt) = B0 sqrt(kill_b) / (A0 sqrt(kill_a))
    when = np.arctanh(b0 / a0 * np.sqrt(kill_b / kill_a)) / np.sqrt(kill_a * kill_b)
    assert out.collapse_b[0, 0] == pytest.approx(when, rel=1e-9)
    assert out.collapse_a[0, 0] == np.inf
    left = np.sqrt(a0**2 - kill_b / kill_a * b0**2)
    assert out.force_a[0, 0, -1] == pytest.approx(left, rel=1e-9)
    assert out.force_b[0, 0, -1] == 0


def test_collapse_at_half_strength_solves_the_closed_form():
    out = simulate_attrition(war(fall=0.5, steps=40))
    rate = np.sqrt(0.05 * 0.04)
    t = out.collapse_b[0, 0]
    b = 80 * np.cosh(rate * t) - np.sqrt(0.05 / 0.04) * 100 * np.sinh(rate * t)
    assert b == pytest.approx(40, rel=1e-10)
    assert out.p_collapse("b", by=t)[0] == 1
    assert out.p_collapse("b", by=t - 1e-6)[0] == 0


def test_linear_law_keeps_its_invariant_and_its_ratio_is_exponential():
    a0, b0, kill_a, kill_b = 100.0, 80.0, 5e-4, 6e-4
    out = simulate_attrition(war(a0, b0, kill_a, kill_b, steps=12), replace(LINEAR, pieces=32))
    fa, fb = out.force_a[0, 0], out.force_b[0, 0]
    edge = kill_a * a0 - kill_b * b0
    assert kill_a * fa - kill_b * fb == pytest.approx(np.full(13, edge), rel=1e-9)
    ratio = a0 / b0 * np.exp(edge * out.time)
    assert fa / fb == pytest.approx(ratio, rel=1e-8)


def test_mixed_law_keeps_the_invariant_of_its_exponents():
    # Helmbold's w = .75: the exponent of the state equation is p - q + 1 = 1.5
    out = simulate_attrition(war(kill_a=0.02, kill_b=0.03), replace(MIXED, pieces=32))
    kept = 0.02 * out.force_a[0, 0] ** 1.5 - 0.03 * out.force_b[0, 0] ** 1.5
    assert kept == pytest.approx(np.full(11, kept[0]), abs=1e-7 * 100**1.5)


@pytest.mark.parametrize("params", [LINEAR, MIXED])
def test_the_error_falls_with_the_fourth_power_of_the_piece(params):
    kills = (5e-3, 6e-3) if params is LINEAR else (0.2, 0.15)
    w = war(kill_a=kills[0], kill_b=kills[1], steps=3)
    exact = reference(w, params)[-1, 0]
    coarse, fine = (
        abs(simulate_attrition(w, replace(params, pieces=n)).force_a[0, 0, -1] - exact) for n in (2, 4)
    )
    assert 10 < coarse / fine < 26


def test_a_rout_within_one_piece_is_still_followed():
    # B loses 30 times its size a step at first: one plain Runge-Kutta step would overshoot below zero
    w = war(300, 80, 0.1, 1e-4, steps=1)
    found, exact = simulate_attrition(w, replace(LINEAR, pieces=1)), reference(w, LINEAR)
    assert found.force_a[0, 0, -1] == pytest.approx(exact[-1, 0], rel=1e-6)
    assert 0 <= found.force_b[0, 0, -1] < 1e-6


def test_square_law_does_not_depend_on_the_pieces():
    w = war(patrons=[patron("b", 3, 1.3, 4.7)])
    one, many = (
        simulate_attrition(w, replace(SQUARE, pieces=1)),
        simulate_attrition(w, replace(SQUARE, pieces=16)),
    )
    assert one.force_a == pytest.approx(many.force_a, rel=1e-11)
    assert one.collapse_b == pytest.approx(many.collapse_b)


def test_inflow_that_replaces_losses_holds_both_forces():
    # A* = in_b / kill_a, B* = in_a / kill_b
    a, b, kill_a, kill_b = 100.0, 80.0, 0.05, 0.04
    out = simulate_attrition(
        war(a, b, kill_a, kill_b, patrons=[patron("a", kill_b * b), patron("b", kill_a * a)])
    )
    assert out.force_a[0, 0] == pytest.approx(np.full(11, a))
    assert out.force_b[0, 0] == pytest.approx(np.full(11, b))


@pytest.mark.parametrize("params", [SQUARE, LINEAR, MIXED])
def test_patrons_that_start_and_stop_within_steps(params):
    kills = {SQUARE: (0.05, 0.04), LINEAR: (5e-4, 6e-4), MIXED: (0.01, 0.012)}[params]
    w = war(
        kill_a=kills[0],
        kill_b=kills[1],
        patrons=[patron("b", 6, 0, 4.37), patron("b", 2, 2.5), patron("a", 3, 1.1, 8.9)],
    )
    out = simulate_attrition(w, replace(params, pieces=16))
    exact = reference(w, params)
    assert out.force_a[0, 0] == pytest.approx(exact[:, 0], rel=1e-7)
    assert out.force_b[0, 0] == pytest.approx(exact[:, 1], rel=1e-7)


def test_engels_iwo_jima():
    # Engel (1954): landings of 54,000, 6,000 and 13,000; 21,500 defenders; rates fitted by the day
    landings = [patron("a", 54000, 0, 1), patron("a", 6000, 2, 3), patron("a", 13000, 5, 6)]
    out = simulate_attrition(war(0, 21500, 0.0106, 0.0544, steps=36, patrons=landings))
    # recorded on day 36: 52,735 in action, and the defence at its end
    assert out.force_a[0, 0, -1] == pytest.approx(52735, rel=0.02)
    assert out.force_b[0, 0, -1] < 0.02 * 21500


def test_leaving_a_patron_out_is_a_war_without_it():
    patrons = [patron("b", 6, 0, 5.5), patron("b", 2, 2.5), patron("a", 3)]
    everything = simulate_attrition(war(fall=0.5, steps=30, patrons=patrons))
    for j in range(3):
        without = simulate_attrition(war(fall=0.5, steps=30, patrons=patrons[:j] + patrons[j + 1 :]))
        for name in ("force_a", "force_b", "line", "collapse_a", "collapse_b"):
            assert getattr(everything, name)[0, j + 1] == pytest.approx(getattr(without, name)[0, 0])
    assert everything.collapse_b[0, 1] < everything.collapse_b[0, 0]


def test_a_patron_that_stops_at_once_is_as_good_as_none():
    out = simulate_attrition(war(fall=0.5, steps=30, patrons=[patron("b", 6, 0, 0)]))
    assert out.force_b[0, 0] == pytest.approx(out.force_b[0, 1])
    assert out.collapse_b[0, 0] == out.collapse_b[0, 1]


def test_a_force_that_falls_and_recovers_collapses_at_its_first_passage():
    # falls below 90 % while help is on its way, and is above it again at the step's end
    helped = [patron("b", 30, 0.5)]
    w = war(80, 80, 0.3, 0.0, fall=0.9, steps=1, step=2.0, patrons=helped)
    out = simulate_attrition(w, replace(SQUARE, pieces=1))
    assert out.force_b[0, 0, -1] == pytest.approx(80 - 12 + 9)
    # kill_b = 0, so A is constant and B falls in a straight line
    assert out.collapse_b[0, 0] == pytest.approx(8 / 24)


def test_a_turn_inside_a_piece_is_seen():
    # A falls while B lasts and recovers on its inflow afterwards: compare with a fine grid
    w = war(100, 60, 0.2, 0.5, fall=0.85, steps=1, step=6.0, patrons=[patron("a", 12)])
    out = simulate_attrition(w, replace(SQUARE, pieces=1))
    fine = simulate_attrition(replace(w, steps=6000, step=0.001), replace(SQUARE, pieces=1))
    below = fine.time[np.argmax(fine.force_a[0, 0] <= 85)]
    assert 0 < below < 3
    assert out.force_a[0, 0, -1] > 85
    assert out.collapse_a[0, 0] == pytest.approx(below, abs=2e-3)


def test_a_spent_side_comes_back_only_when_its_inflow_outlasts_its_losses():
    trickle = simulate_attrition(war(100, 5, 0.1, 0.01, steps=20, patrons=[patron("b", 2)]))
    assert (trickle.force_b[0, 0, 2:] == 0).all()
    # with nobody left to kill it, A grows by its own inflow alone
    flood = simulate_attrition(
        war(100, 5, 0.1, 0.01, steps=20, patrons=[patron("b", 2), patron("b", 20, 10)])
    )
    assert (flood.force_b[0, 0, 2:11] == 0).all()
    assert flood.force_b[0, 0, -1] > 0


@pytest.mark.parametrize("params", [SQUARE, LINEAR, MIXED])
def test_no_force_is_ever_negative_or_undefined(params):
    rng = np.random.default_rng(7)
    n = 300
    w = War(
        rng.uniform(0, 100, n),
        rng.uniform(0, 100, n),
        rng.uniform(0, 3, n),
        rng.uniform(0, 3, n),
        *full(0.5, 0.5, n=n),
        front(n, mobility=3.0),
        12,
        1.0,
        tuple(
            Patron(side, rng.uniform(0, 20, n), rng.uniform(0, 6, n), rng.uniform(4, 12, n))
            for side in "abab"
        ),
    )
    out = simulate_attrition(w, params)
    for array in (out.force_a, out.force_b, out.line):
        assert np.isfinite(array).all()
        assert (array >= 0).all()
    assert not np.isnan(out.collapse_a).any()


def test_the_line_moves_by_the_declared_rule():
    # nobody is killed, so strengths stand at ln 2 throughout
    lasting = front(line=50, mobility=3, hold=1.5, top=100)
    out = simulate_attrition(war(200, 100, 0, 0, steps=4, line=lasting))
    assert out.line[0, 0] == pytest.approx(50 + 3 * (np.log(2) - np.log(1.5)) * out.time)
    still = simulate_attrition(war(140, 100, 0, 0, steps=4, line=lasting))
    assert still.line[0, 0] == pytest.approx(np.full(5, 50))
    capped = simulate_attrition(war(200, 100, 0, 0, steps=4, line=replace(lasting, top=np.full(1, 0.2))))
    assert capped.line[0, 0] == pytest.approx(50 + 0.2 * out.time)
    ended = simulate_attrition(war(200, 100, 0, 0, steps=4, line=replace(lasting, high=np.full(1, 51.0))))
    assert ended.line[0, 0, -1] == 51


def test_strengths_count_by_the_law_of_loss():
    # kill_a A^2 = kill_b B^2: even, though A is twice as many
    even = simulate_attrition(war(200, 100, 0.01, 0.04, steps=3, line=front(mobility=5)))
    assert even.line[0, 0] == pytest.approx(np.full(4, 50), abs=1e-9)
    even = simulate_attrition(war(200, 100, 1e-4, 2e-4, steps=3, line=front(mobility=5)), LINEAR)
    assert even.line[0, 0] == pytest.approx(np.full(4, 50), abs=1e-9)


def test_the_line_agrees_with_an_integrator():
    w = war(steps=10, line=front(mobility=4), patrons=[patron("b", 5, 0, 6.3)])
    exact = reference(
        w, SQUARE, extra=(50.0,), dense=lambda a, b: 4 * (np.log(a / b) + 0.5 * np.log(0.05 / 0.04))
    )
    assert simulate_attrition(w).line[0, 0] == pytest.approx(exact[:, 2], rel=1e-6)


def test_exchanging_the_sides_mirrors_the_war():
    patrons = [patron("b", 6, 0, 5.5), patron("a", 3)]
    mirrored = [patron("a", 6, 0, 5.5), patron("b", 3)]
    one = simulate_attrition(war(100, 80, 0.05, 0.04, 0.5, patrons=patrons, line=front(mobility=2, hold=1.1)))
    two = simulate_attrition(
        war(80, 100, 0.04, 0.05, 0.5, patrons=mirrored, line=front(mobility=2, hold=1.1))
    )
    assert one.force_a == pytest.approx(two.force_b)
    assert one.collapse_b == pytest.approx(two.collapse_a)
    assert one.line == pytest.approx(100 - two.line)


def test_draws_do_not_touch_each_other():
    rng = np.random.default_rng(8)
    n = 5
    w = War(
        rng.uniform(50, 100, n),
        rng.uniform(50, 100, n),
        rng.uniform(0, 0.1, n),
        rng.uniform(0, 0.1, n),
        *full(0.5, 0.5, n=n),
        front(n, mobility=2.0),
        6,
        1.0,
        (Patron("b", rng.uniform(0, 9, n), np.zeros(n), rng.uniform(0, 6, n)),),
    )
    both = simulate_attrition(w)

    def part(x, i):
        return np.array([x[i]])

    for i in range(n):
        alone = War(
            *(part(getattr(w, k), i) for k in ("force_a", "force_b", "kill_a", "kill_b")),
            *full(0.5, 0.5),
            front(1, mobility=2.0),
            6,
            1.0,
            (Patron("b", *(part(getattr(w.patrons[0], k), i) for k in ("flow", "start", "stop"))),),
        )
        assert (simulate_attrition(alone).line[0] == both.line[i]).all()


@pytest.mark.parametrize(
    ("bad", "params", "match"),
    [
        (war(a=-1), SQUARE, "^force_a: -1"),
        (war(fall=1.0), SQUARE, "^threshold_a"),
        (war(steps=0), SQUARE, "steps 0"),
        (war(line=front(hold=0.5)), SQUARE, "^hold"),
        (war(line=front(line=101)), SQUARE, "^high - line"),
        (war(patrons=[patron("a", -2)]), SQUARE, "^patron 0 flow"),
        (war(patrons=[patron("a", 2, np.nan)]), SQUARE, "patron 0: start and stop"),
        (war(), AttritionParams(0, 1), "exponents 0 and 1"),
        (war(), AttritionParams(1, -1), "own_exponent: -1"),
    ],
)
def test_inputs_out_of_range_are_named(bad, params, match):
    with pytest.raises(ValueError, match=match):
        simulate_attrition(bad, params)
