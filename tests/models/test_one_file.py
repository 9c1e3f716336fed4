"""A model of any family is one file: an entry point is all that has to name it."""

from __future__ import annotations

import json
import sys

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.forecasts import forecast
from detente.models import models, registry
from detente.scenario import loads
from detente.testing import check_model, model_laws
from detente.testing.sample import SCENARIO

#: By family, what a new model of it is given and returns, and a model of ours that it may lean on.
FAMILIES = {
    "alignment": ("alignment.triangle", "measure_triangles", "alignment.arrays.Field", "Triangles"),
    "domestic": ("domestic.position", "settle_household", "domestic.position.Household", "HouseholdPosition"),
    "conflict": ("conflict.range", "find_bargaining_range", "conflict.range.Dispute", "BargainingRange"),
    "burden": ("burden.sharing", "share_defence_burden", "burden.sharing.Alliance", "Contributions"),
    "voting": ("voting.power", "banzhaf", "voting.game.Game", "Floats"),
    "duration": ("duration.weibull", "fit_weibull", "duration.spells.Spells", "Weibull"),
}

FILE = '''"""A model of another package."""

from detente.models import Traits, register
from detente.models.registry import NoParams
from detente.models.{home} import {gives}, {compute}
from detente.models.{takes_from} import {takes}


@register(
    "new-{family}",
    name="A new model",
    family="{family}",
    references=("Nobody (2025). A paper.",),
    traits=Traits(breaks={breaks}),
)
def new_model(given: {takes}, params: NoParams = NoParams()) -> {gives}:
    """What a model of ours says, by another name."""
    return {compute}(given)
'''

SETTLEMENT = '''"""A settlement model of another package, with a need of its own."""

from detente.models import Need, OneIssue, Outcome, Traits, register
from detente.models.registry import NoParams

VOTES = Need("votes", "nobody has votes", lambda bargain: bargain.votes is not None)


@register(
    "most-votes",
    name="The mean of votes",
    family="settlement",
    references=("Nobody (2025). A paper.",),
    traits=Traits(
        needs=frozenset({VOTES}),
        breaks={"bounded": "votes count, whoever cares", "inert": "votes count, whoever cares"},
    ),
)
def weigh_votes(issue: OneIssue, params: NoParams) -> Outcome:
    """The mean of positions, weighted by votes; of all alike if nobody present has any."""
    votes = issue.votes if issue.votes.sum() > 0 else issue.votes + 1.0
    low = issue.position.min(axis=1)
    return Outcome(low + ((issue.position - low[:, None]) * votes).sum(axis=1) / votes.sum())
'''


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a package of one file, as pip would, for as long as a test runs."""

    def installed(text):
        before = set(registry._models)
        (tmp_path / "one_new_model.py").write_text(text, encoding="utf-8")
        about = tmp_path / "one_new_model-1.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: one-new-model\nVersion: 1\n")
        (about / "entry_points.txt").write_text("[detente.models]\nnew = one_new_model\n")
        monkeypatch.syspath_prepend(tmp_path)
        registry._discover.cache_clear()
        (slug,) = set(models()) - before
        return slug

    yield installed
    for slug in [slug for slug, m in registry._models.items() if m.module == "one_new_model"]:
        del registry._models[slug]
    sys.modules.pop("one_new_model", None)
    registry._discover.cache_clear()


def listed():
    done = CliRunner().invoke(app, ["models", "--json"], catch_exceptions=False)
    return {m["slug"]: m for m in json.loads(done.stdout)["models"]}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_new_model_of_any_family_is_one_file(install, family):
    models()
    home, compute, given, gives = FAMILIES[family]
    takes_from, takes = given.rsplit(".", 1)
    breaks = {"switch": "kinds count friends"} if family == "alignment" else {}
    slug = install(
        FILE.format(
            family=family,
            home=home,
            compute=compute,
            takes_from=takes_from,
            takes=takes,
            gives=gives,
            breaks=breaks,
        )
    )
    assert slug == f"new-{family}"
    assert listed()[slug]["family"] == family
    shown = CliRunner().invoke(app, ["models", slug], catch_exceptions=False).stdout
    assert "What a model of ours says, by another name." in shown
    verdicts = check_model(slug, examples=10)
    assert [v.law for v in verdicts] == model_laws(slug)
    assert len(verdicts) >= 6
    assert {v.law for v in verdicts if not v.holds} == set(breaks)


def test_a_new_settlement_model_with_a_need_of_its_own_is_one_file(install):
    models()
    slug = install(SETTLEMENT)
    assert listed()[slug]["needs"] == ["votes"]
    assert {v.law for v in check_model(slug, examples=10) if not v.holds} == {"bounded", "inert"}
    without = forecast(loads(SCENARIO), draws=4)
    assert slug not in without.models
    assert without.manifest["left_out"][slug] == ["nobody has votes"]
    voting = SCENARIO.replace("capability: 9,", "capability: 9, votes: 3,")
    with_votes = forecast(loads(voting), draws=4)
    assert slug in with_votes.models
    drawn = with_votes.data["position"].sel(actor="friend", issue="toll").values
    assert (with_votes.outcome(slug, "toll") == drawn).all()
