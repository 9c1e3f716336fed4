"""The laws of voting models: indices of power in a game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from detente.models import Configured
from detente.models.voting.game import Game
from detente.testing.laws.law import Law, Run, Subject, exceeds, laws_of_subjects, tell_apart


def laws_of(model: Configured) -> Mapping[str, Law]:
    """The laws and checks that a voting model is asked; ValueError if its input is not known."""
    return laws_of_subjects(model, SUBJECTS)


@st.composite
def games(draw: st.DrawFn) -> Game:
    """Games of one to six players under one rule or two, of which all or one must be met."""
    n, rules = draw(st.integers(1, 6)), draw(st.integers(1, 2))
    votes = st.lists(st.integers(0, 6), min_size=n, max_size=n).filter(any)
    weights = [draw(votes) for _ in range(rules)]
    quotas = [draw(st.integers(1, sum(row))) for row in weights]
    ways = draw(st.sampled_from([None, [[r] for r in range(rules)]]))
    return Game.of(weights, quotas, ways)


def _order(run: Run, game: Game, rng: np.random.Generator) -> str | None:
    order = rng.permutation(game.weight.shape[1])
    return tell_apart(power=(run(replace(game, weight=game.weight[:, order])), run(game)[order]))


def _dummy(run: Run, game: Game, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    nobody = np.zeros((len(game.weight), 1), np.int64).astype(object)
    wider = replace(game, weight=np.hstack([game.weight, nobody]))
    return tell_apart(power=(run(wider), np.append(run(game), 0.0)))


def _equal(run: Run, game: Game, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    power = run(game)
    first = [next(j for j in range(i + 1) if _same(game, i, j)) for i in range(len(power))]
    return tell_apart(power=(power, power[first]))


def _same(game: Game, i: int, j: int) -> bool:
    return bool((game.weight[:, i] == game.weight[:, j]).all())


def _sum(run: Run, game: Game, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    power = run(game)
    return tell_apart(sum=(power.sum(), 1.0)) or exceeds(power=(0.0, power))


def _units(run: Run, game: Game, rng: np.random.Generator) -> str | None:
    unit = int(rng.integers(2, 6))
    return tell_apart(
        power=(run(replace(game, weight=unit * game.weight, quota=unit * game.quota)), run(game))
    )


def _votes(run: Run, game: Game, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    one = replace(game, weight=game.weight[:1], quota=game.quota[:1], ways=((0,),))
    power = run(one)
    order = np.argsort(one.weight[0].astype(np.int64), kind="stable")
    return exceeds(power=(power[order][:-1], power[order][1:]))


def _dictator(run: Run, game: Game, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    others = game.weight[0].tolist()
    most = sum(others) + 1
    power = run(Game.weighted([*others, most], most))
    return tell_apart(power=(power, [0.0] * len(others) + [1.0]))


SUBJECTS = (
    Subject(
        Game,
        None,
        games(),
        {
            "order": _order,
            "dummy": _dummy,
            "equal": _equal,
            "sum": _sum,
            "units": _units,
            "votes": _votes,
            "dictator": _dictator,
        },
    ),
)
