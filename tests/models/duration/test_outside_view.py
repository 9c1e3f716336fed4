"""Laws of the outside view, and the figures that it was asked to give."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.models.duration import UnknownClassError, baserate, probability_of_end
from detente.models.duration.constant_hazard import ConstantHazard
from detente.models.duration.ending import KINDS, Ending
from detente.models.duration.log_normal import LogNormal
from detente.models.duration.outside_view import end_by_kind, fitted, pool_weights
from detente.models.duration.piecewise_exponential import PiecewiseExponential
from detente.models.duration.reference_classes import CLASSES, QUESTIONS, SOURCES
from detente.models.duration.weibull import Weibull

POSITIVE = st.floats(0.01, 50)
DAYS = st.floats(0, 20_000)
RATES = st.lists(st.floats(1e-7, 1.0), min_size=3, max_size=3).map(tuple)
MODELS = st.one_of(
    st.builds(ConstantHazard, st.floats(1e-7, 1.0)),
    st.builds(Weibull, st.floats(1, 1e4), st.floats(0.1, 4)),
    st.builds(LogNormal, st.floats(1, 1e4), st.floats(0.2, 4)),
    st.builds(PiecewiseExponential, st.just((30.0, 700.0)), RATES),
)
ENDING = Ending(("log_age",), {"agreement": (-2.0, 0.4), "victory": (1.0, -0.3)})


def scaled(model, factor):
    """The same model with time in another unit."""
    if isinstance(model, ConstantHazard):
        return ConstantHazard(model.rate / factor)
    if isinstance(model, Weibull):
        return Weibull(model.scale * factor, model.shape)
    if isinstance(model, LogNormal):
        return LogNormal(model.median * factor, model.sigma)
    return PiecewiseExponential(tuple(c * factor for c in model.cuts), tuple(r / factor for r in model.rates))


@given(MODELS, DAYS, DAYS)
def test_a_probability_lies_between_nought_and_one(model, lasted, horizon) -> None:
    assert 0 <= probability_of_end(model, lasted, horizon) <= 1


@given(MODELS, DAYS)
def test_without_a_horizon_nothing_ends(model, lasted) -> None:
    assert probability_of_end(model, lasted, 0) == 0


@given(MODELS, DAYS, DAYS, DAYS)
def test_a_longer_horizon_is_never_less_likely(model, lasted, horizon, more) -> None:
    near, far = probability_of_end(model, lasted, np.array([horizon, horizon + more]))
    assert far >= near


@given(MODELS, DAYS, st.floats(0, 2000), st.floats(0, 2000))
def test_to_outlast_two_stretches_is_to_outlast_both(model, lasted, first, second) -> None:
    whole = 1 - probability_of_end(model, lasted, first + second)
    parts = (1 - probability_of_end(model, lasted, first)) * (
        1 - probability_of_end(model, lasted + first, second)
    )
    assert whole == pytest.approx(parts, abs=1e-9)


@given(MODELS, DAYS, DAYS, st.floats(0.01, 100))
def test_another_unit_of_time_carries_through(model, lasted, horizon, factor) -> None:
    one = probability_of_end(model, lasted, horizon)
    other = probability_of_end(scaled(model, factor), lasted * factor, horizon * factor)
    assert one == pytest.approx(other, abs=1e-7)


@given(st.floats(1e-7, 1.0), DAYS, DAYS, DAYS)
def test_a_constant_hazard_has_no_memory(rate, lasted, other, horizon) -> None:
    model = ConstantHazard(rate)
    one, two = probability_of_end(model, np.array([lasted, other]), horizon)
    assert one == pytest.approx(two, abs=1e-9)


@given(MODELS, DAYS, DAYS)
def test_kinds_add_up_to_the_whole(model, lasted, horizon) -> None:
    kinds = end_by_kind(model, ENDING, {}, lasted, horizon)
    assert (kinds >= 0).all()
    assert kinds.sum() == pytest.approx(float(probability_of_end(model, lasted, horizon)), abs=1e-9)


def test_kinds_that_depend_on_nothing_keep_their_shares() -> None:
    fixed = Ending((), {"agreement": (np.log(2.0),), "victory": (0.0,)})
    kinds = end_by_kind(Weibull(300.0, 0.6), fixed, {}, 20.0, 900.0)
    assert kinds / kinds.sum() == pytest.approx([0.5, 0.25, 0.25])


def test_kinds_by_age_are_integrated_over_the_horizon() -> None:
    model, lasted, horizon = Weibull(300.0, 0.6), 20.0, 900.0
    ages = np.linspace(lasted, lasted + horizon, 200_001)
    past = probability_of_end(model, lasted, ages - lasted)
    shares = ENDING.shares({"log_age": np.log((ages[1:] + ages[:-1]) / 2)})
    right = np.diff(past) @ shares
    assert end_by_kind(model, ENDING, {}, lasted, horizon) == pytest.approx(right, rel=2e-3)


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(("lasted", "horizon"), [(0, 30), (400, 365), (6000, 1)])
def test_laws_of_every_class(name: str, lasted: float, horizon: float) -> None:
    rate = baserate(name, lasted, horizon)
    for value in (rate.ends, *rate.by_kind.values()):
        assert 0 <= value.low <= value.pooled <= value.high <= 1
        assert 0 <= value.sampling[0] <= value.sampling[1] <= 1
    assert sum(v.pooled for v in rate.by_kind.values()) == pytest.approx(rate.ends.pooled)
    each = [p for m in rate.members for p in m.by_family.values()]
    assert (min(each), max(each)) == pytest.approx((rate.ends.low, rate.ends.high))
    assert baserate(name, lasted, horizon + 10).ends.pooled >= rate.ends.pooled
    assert baserate(name, lasted, 0).ends.high == 0


def test_a_war_of_1270_days() -> None:
    """About 0.11, 0.27 and 0.40 with bands of 0.05-0.21, 0.11-0.42 and 0.16-0.58 on the data in full."""
    right = {136: (0.05, 0.11, 0.21), 317: (0.11, 0.27, 0.42), 501: (0.16, 0.40, 0.58)}
    for horizon, (low, pooled, high) in right.items():
        rate = detente.baserate("inter-state-war", lasted_days=1270, horizon_days=horizon)
        assert rate.ends.high == pytest.approx(high, abs=0.01)
        assert rate.ends.low == pytest.approx(low, abs=0.04)
        assert rate.ends.pooled == pytest.approx(pooled, abs=0.08)
        share = rate.by_kind["agreement"].pooled / rate.ends.pooled
        assert 0.4 < share < 0.6


def test_the_era_decides_how_and_not_whether() -> None:
    then = baserate("intrastate-conflict", 400, 365, as_of=datetime.date(1970, 1, 1))
    now = baserate("intrastate-conflict", 400, 365, as_of=datetime.date(2020, 1, 1))
    assert (then.ends.low, then.ends.pooled, then.ends.high) == pytest.approx(
        (now.ends.low, now.ends.pooled, now.ends.high)
    )
    assert then.by_kind["victory"].pooled > 1.5 * now.by_kind["victory"].pooled
    assert baserate("intrastate-conflict", 400, 365) == now


def test_pooling_weighs_sources_alike() -> None:
    weights = pool_weights(("cow-wars", "ucdp-inter-state", "ucdp-began-as-war"))
    assert weights == pytest.approx([1 / 2, 1 / 4, 1 / 4])
    rate = baserate("inter-state-war", 1270, 136)
    means = [np.mean(list(m.by_family.values())) for m in rate.members]
    assert rate.ends.pooled == pytest.approx(weights @ means)


def test_the_sampling_interval_holds_95_percent_of_the_resampled_values() -> None:
    entry = fitted()["classes"]["ucdp-all"]
    again = [
        np.mean([
            float(probability_of_end(Weibull(*weibull), 400, 365)),
            float(probability_of_end(LogNormal(*log_normal), 400, 365)),
            float(probability_of_end(PiecewiseExponential(tuple(entry["cuts"]), tuple(rates)), 400, 365)),
        ])
        for weibull, log_normal, rates in zip(*entry["replicates"].values(), strict=True)
    ]  # fmt: skip
    assert len(again) == 200
    sampling = baserate("armed-conflict", 400, 365).ends.sampling
    assert sampling == pytest.approx(np.quantile(again, [0.025, 0.975]))


def test_the_question_decides_the_type_and_the_class_the_rest() -> None:
    numbers = fitted()
    entry, how = numbers["classes"]["ucdp-began-as-war"], numbers["endings"]["ucdp"]
    values = entry["values"] | {"inter_state": 1.0, "internationalised": 0.0, "present_era": 1.0}
    ending = Ending(tuple(how["columns"]), dict(zip(KINDS, map(tuple, how["coefficients"]), strict=False)))
    models = (
        Weibull(*entry["fits"]["weibull"]),
        LogNormal(*entry["fits"]["log-normal"]),
        PiecewiseExponential(tuple(entry["cuts"]), tuple(entry["fits"]["piecewise-exponential"])),
    )
    right = min(end_by_kind(m, ending, values, 1270, 136)[1] for m in models)
    # the least of nine fits is one of the three of this class
    assert baserate("inter-state-war", 1270, 136).by_kind["victory"].low == pytest.approx(right)
    assert entry["values"]["inter_state"] < 0.5


def test_counts_at_an_age_come_from_the_survival_table() -> None:
    first = baserate("inter-state-war", 1270, 136).members[0]
    assert (first.slug, first.cases, first.ends) == ("cow-wars", 58, 58)
    assert (first.tabulated_days, first.lasted_as_long) == (1096, 6)


def test_an_unknown_class_names_the_nearest() -> None:
    with pytest.raises(UnknownClassError, match="did you mean 'inter-state-war'"):
        baserate("interstate-war", 1, 1)
    with pytest.raises(ValueError, match="lasted_days: -1 is not in"):
        baserate("inter-state-war", -1, 1)


def test_every_class_has_its_numbers_and_every_source_its_words() -> None:
    numbers = fitted()
    assert set(numbers["classes"]) == set(CLASSES)
    assert set(numbers["endings"]) == set(SOURCES)
    assert all(set(s.kinds) == set(KINDS) for s in SOURCES.values())


def test_no_file_ships_and_no_case_is_named() -> None:
    assert set(map(len, fitted()["fitted_on"].split())) == {8}
    assert not {"ucdp-conflict-200", "cow-war-4", "cow-war-199"} & set(str(fitted()).split("'"))
