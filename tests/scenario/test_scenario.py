from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date

import pytest
from pydantic import ValidationError

from detente import scenario as package
from detente.scenario import Actor, Constant, Quantity, Scenario, load, loads

from .cases import GOOD


@pytest.fixture(scope="module")
def case() -> Scenario:
    return loads(GOOD)


def test_quantities_have_canonical_paths(case: Scenario) -> None:
    assert list(case.quantities()) == [
        "actors.us.capability",
        "actors.us.members.first.capability",
        "actors.russia.capability",
        "issues.territory.reversion",
        "stances.russia.territory.position",
        "stances.russia.territory.salience",
        "stances.us/first.territory.position",
        "stances.us/first.territory.salience",
    ]
    assert case.quantities()["actors.russia.capability"].dist == Constant(value=40)


def test_actors_and_stances_are_looked_up(case: Scenario) -> None:
    assert list(case.flat_actors()) == ["us", "us/first", "russia"]
    stance = case.stance("us/first", "territory")
    assert stance is not None
    assert stance.position.best == pytest.approx(50)
    assert case.stance("us", "territory") is None


def test_the_basis_is_a_passage_before_a_figure_before_nothing(case: Scenario) -> None:
    bases = {path: case.basis(q) for path, q in case.quantities().items()}
    assert bases["stances.us/first.territory.salience"] == "passage"
    assert bases["actors.us.capability"] == "figure" == case.basis("actors.us.capability")
    assert bases["issues.territory.reversion"] == "assumption"
    both = Quantity.model_validate({"value": 1, "because": ["milex", "donbas"]})
    assert case.basis(both) == "passage"


def test_places_by_the_file_s_paths_and_by_quantities(case: Scenario) -> None:
    assert case.where("actors.us.capability") == (19, 17)
    assert case.where("issues.territory.scale.42.5") == (13, 28)
    assert case.where("stances.1.position") == (28, 15) == case.where("stances.us/first.territory.position")
    assert case.where("stances.0.position.2") == (25, 58)
    assert case.where("actors.nobody") is None
    assert case.where("stances.9.position") is None


def test_values_are_read_as_their_types(case: Scenario) -> None:
    assert case.as_of == date(2025, 8, 17)
    assert case.sources["statement"].date == "2025-08"
    assert case.issues["territory"].scale == {0.0: "none", 42.5: "some", 100.0: "all"}
    assert case.text == GOOD


def test_the_scale_is_sorted() -> None:
    text = GOOD.replace("{0: none, 42.5: some, 100: all}", "{100: all, 5e-1: some, 0: none}")
    assert list(loads(text).issues["territory"].scale) == [0.0, 0.5, 100.0]


def test_the_place_in_a_file_is_no_part_of_equality(case: Scenario) -> None:
    other = loads("# a comment\n" + GOOD)
    assert other == case
    assert other.where("title") == (3, 8)
    assert case != other.replace(title="Another")
    assert case != "a scenario"


def test_a_scenario_can_be_pickled(case: Scenario) -> None:
    case.quantities()
    again = pickle.loads(pickle.dumps(case))  # noqa: S301
    assert again == case
    assert again.where("title") == (2, 8)


def test_parts_are_replaced_with_validation(case: Scenario) -> None:
    stronger = {**case.actors, "russia": Actor(label="R", kind="state", capability=[50, 60])}
    changed = case.replace(actors=stronger)
    assert changed.quantities()["actors.russia.capability"].best == 55
    assert case.quantities()["actors.russia.capability"].best == 40
    assert changed.text is None
    with pytest.raises(ValidationError, match="no actor with this id"):
        case.replace(actors={"us": case.actors["us"]})


def test_a_copy_does_not_keep_what_was_looked_up_before(case: Scenario) -> None:
    assert "russia" in case.flat_actors()
    assert list(case.model_copy(update={"actors": {"us": case.actors["us"]}}).flat_actors()) == [
        "us",
        "us/first",
    ]


def test_scenarios_made_in_python_are_checked_the_same(case: Scenario) -> None:
    with pytest.raises(ValidationError) as caught:
        Scenario(detente=1, title="", as_of="2025-01-01", issues={}, actors=case.actors, stances=case.stances)
    told = {".".join(map(str, e["loc"])): e["msg"] for e in caught.value.errors()}
    assert told["stances.0.issue"] == "no issue with this id"
    assert told["actors.us.consent.0"] == "no issue with this id"
    assert told["actors.us.capability.because.0"] == "no passage or figure with this id"
    assert {"title", "issues"} <= set(told)


def test_frozen(case: Scenario) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        case.title = "x"


def test_public_names_are_sorted_and_there() -> None:
    assert package.__all__ == sorted(package.__all__)
    assert all(hasattr(package, name) for name in package.__all__)


def test_importing_it_is_light() -> None:
    heavy = "{'numpy', 'scipy', 'numba', 'xarray', 'pandas', 'ruamel', 'hypothesis'}"
    code = f"import sys, detente.scenario; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_file_is_loaded_under_its_name(tmp_path, case: Scenario) -> None:
    (tmp_path / "case.yaml").write_text(GOOD, encoding="utf-8")
    assert load(tmp_path / "case.yaml") == case == load(str(tmp_path / "case.yaml"))
