"""The laws of every family catch a model that is wrong, and say what they know of a strange one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from detente.models import Model, Traits, model
from detente.models.alignment.arrays import Field, Ties
from detente.models.alignment.balance import Balance, find_frustration
from detente.models.alignment.landscape import Alignment, find_alignments
from detente.models.arrays import Floats
from detente.models.burden.fiscal import Budget, FiscalPath, project_budget
from detente.models.burden.sharing import Alliance, Contributions, share_defence_burden
from detente.models.burden.tariffs import Tariff, TariffCost, cost_tariff
from detente.models.conflict.attrition import AttritionOutcome, War, simulate_attrition
from detente.models.conflict.guarantee import Deterrence, Pledge, weigh_guarantee
from detente.models.conflict.range import BargainingRange, Dispute, find_bargaining_range
from detente.models.conflict.shift import PowerPath, ShiftOutcome, judge_power_shift
from detente.models.domestic.position import Household, HouseholdPosition, settle_household
from detente.models.domestic.ratification import Ratification, Ratifiers, ratify_agreement
from detente.models.duration.constant_hazard import ConstantHazard, fit_constant_hazard
from detente.models.duration.spells import Spells
from detente.models.laws import LAWS
from detente.models.registry import NoParams
from detente.models.voting.game import Game
from detente.models.voting.power import banzhaf
from detente.testing import check_law, check_model, model_laws
from detente.testing.laws.suite import SUITES


def register_nowhere(family: str, compute: Callable[..., object], **traits: object) -> Model:
    return Model("wrong", "Wrong", family, ("a test",), Traits(**traits), {"": NoParams()}, compute, "")


def parts_everybody(field: Field, params: NoParams) -> Alignment:
    out = find_alignments(field)
    return replace(out, energy=out.energy - 1.0)


def forgets_a_tie(ties: Ties, params: NoParams) -> Balance:
    return find_frustration(replace(ties, a=ties.a[1:], b=ties.b[1:], sign=ties.sign[1:]))


def heeds_the_first_member(household: Household, params: NoParams) -> HouseholdPosition:
    out = settle_household(household)
    return replace(out, position=np.fmax(out.position, household.position[:, 0]))


def counts_heads(given: Ratifiers, params: NoParams) -> Ratification:
    return ratify_agreement(replace(given, capability=given.capability + 1.0))


def favours_a(dispute: Dispute, params: NoParams) -> BargainingRange:
    out = find_bargaining_range(dispute)
    return replace(out, least=out.least / 2.0)


def fires_by_the_hundred(war: War, params: NoParams) -> AttritionOutcome:
    return simulate_attrition(replace(war, force_a=np.floor(war.force_a)))


def bluffs(pledge: Pledge, params: NoParams) -> Deterrence:
    return weigh_guarantee(replace(pledge, audience=pledge.audience + 1.0))


def welcomes_war(path: PowerPath, params: NoParams) -> ShiftOutcome:
    out = judge_power_shift(path)
    dear = path.cost_declining + path.cost_rising > 0.2
    return replace(out, war=out.war | dear, forced=out.forced | dear[:, None])


def loses_change(budget: Budget, params: NoParams) -> FiscalPath:
    out = project_budget(budget)
    return replace(out, cuts=np.floor(100.0 * out.cuts) / 100.0)


def charges_a_fee(alliance: Alliance, params: NoParams) -> Contributions:
    out = share_defence_burden(alliance)
    return replace(out, spending=out.spending + 1.0)


def forgets_revenue(tariff: Tariff, params: NoParams) -> TariffCost:
    out = cost_tariff(tariff)
    return replace(out, importer=out.buyers)


def lends_everybody_a_vote(game: Game, params: NoParams) -> Floats:
    return banzhaf(replace(game, weight=game.weight + 1))


@dataclass(frozen=True)
class Rising:
    rate: float

    def cumulative_hazard(self, days: object) -> Floats:
        return 1.0 + self.rate * np.sin(np.asarray(days, np.float64))


def revives(spells: Spells, params: NoParams) -> Rising:
    return Rising(1.0 / float(spells.days[0]))


def counts_cases(spells: Spells, params: NoParams) -> ConstantHazard:
    return fit_constant_hazard(replace_weight(spells))


def replace_weight(spells: Spells) -> Spells:
    return Spells(spells.days, spells.ended, spells.entry)


@pytest.mark.parametrize(
    ("family", "compute", "caught"),
    [
        ("alignment", parts_everybody, {"units", "certificate"}),
        ("alignment", forgets_a_tie, {"order", "certificate"}),
        ("domestic", heeds_the_first_member, {"order", "mirror"}),
        ("domestic", counts_heads, {"units", "inert"}),
        ("conflict", favours_a, {"sides"}),
        ("conflict", fires_by_the_hundred, {"sides", "units"}),
        ("conflict", bluffs, {"units"}),
        ("conflict", welcomes_war, {"cost"}),
        ("burden", loses_change, {"identity"}),
        ("burden", charges_a_fee, {"money", "identity", "nothing", "bounded"}),
        ("burden", forgets_revenue, {"identity"}),
        ("voting", lends_everybody_a_vote, {"dummy", "units", "dictator"}),
        ("duration", revives, {"order", "start", "falling", "time"}),
        ("duration", counts_cases, {"weight"}),
    ],
)
def test_a_wrong_model_of_every_family_is_caught(family, compute, caught):
    for law in caught:
        wrong = register_nowhere(family, compute, breaks={law: "it is wrong"})
        assert not check_law(wrong, law, examples=4).holds, law


def test_a_law_that_breaks_unsaid_is_an_error():
    with pytest.raises(AssertionError, match="wrong breaks 'identity': importer is "):
        check_law(register_nowhere("burden", forgets_revenue), "identity", examples=20)


def test_a_wrong_model_may_say_so_with_the_reason():
    said = register_nowhere("burden", forgets_revenue, breaks={"identity": "the treasury is left out"})
    (verdict,) = [v for v in check_model(said, examples=20) if not v.holds]
    assert (verdict.law, verdict.reason) == ("identity", "the treasury is left out")
    tariff, _ = verdict.example
    assert (cost_tariff(tariff).revenue != 0).any()


def test_a_law_of_another_family_cannot_be_broken():
    with pytest.raises(ValueError, match=r"no such law: \['mirror'\]; the laws of burden are \['bounded'"):
        register_nowhere("burden", forgets_revenue, breaks={"mirror": "so they say"})


def test_a_law_that_is_not_about_the_input_cannot_be_broken():
    with pytest.raises(
        ValueError, match=r"wrong says that it breaks \['time'\], which is not about its input"
    ):
        model_laws(register_nowhere("conflict", favours_a, breaks={"time": "so they say"}))


def test_a_model_of_something_unknown_is_told_what_there_is():
    def strange(case: str, params: NoParams) -> float:
        return 0.0

    with pytest.raises(
        ValueError, match="there are no laws about str -> float; annotate the model as one of "
    ):
        model_laws(register_nowhere("voting", strange))


def test_every_family_has_laws_and_every_law_is_asked():
    assert set(LAWS) == set(SUITES)
    subjects = {
        "alignment": ("landscape", "triangle", "balance", "partition", "balance-flow", "triad-dynamics"),
        "domestic": ("position", "ratification"),
        "conflict": ("attrition", "range", "guarantee", "shift"),
        "burden": ("fiscal", "sharing", "tariffs"),
        "voting": ("banzhaf",),
        "duration": ("weibull", "ending"),
        "settlement": ("mean",),
    }
    for family, slugs in subjects.items():
        asked = {law for slug in slugs for law in model_laws(slug)}
        assert set(LAWS[family]) <= asked, family
        assert all(model(slug).family == family for slug in slugs)
        assert all(words for words in LAWS[family].values())
