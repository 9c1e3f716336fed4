"""`detente power`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from pathlib import Path

from rich.markup import escape

from detente.cli.console import print_json, say
from detente.cli.failures import require_files
from detente.cli.terminal_table import plain_table
from detente.errors import UnusableDataError, WrongCallError
from detente.formats.networks import Body, read_body
from detente.models.registry import nearest
from detente.models.voting.game import Game
from detente.models.voting.power import Power
from detente.models.voting.power import power as find_power
from detente.names import plain_name
from detente.results.voting import PlayerPower, PowerDocument, PowerError, VotingRule

_NUMBER = re.compile(r"-?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?|[0-9]+/[0-9]+)")


@dataclass(frozen=True)
class _Rule:
    """One column's quota: as typed, as a sentence has it, and as the least sum of weights that meets it."""

    column: int
    quota: str
    says: str
    mark: Fraction


def voting_power(
    file: Path,
    *,
    quotas: Sequence[str],
    vetoes: Sequence[str] | None,
    either: bool,
    alternatives: Sequence[str] | None,
    blocking: Sequence[str] | None,
    json: bool,
) -> None:
    """Print the Shapley-Shubik and Banzhaf indices of a voting body."""
    require_files(file)
    vetoes = [plain_name(name) for name in vetoes or ()]
    body = read_body(file)
    # at least is what a quota is
    first = _filled(body, [q.replace(">=", "") for q in quotas])
    others = [
        [_rule(body, *_named(body, part, "--or"), "--or") for part in group.replace(">=", "").split(",")]
        for group in alternatives or ()
    ]
    others += [[_blocking(body, text)] for text in blocking or ()]
    try:
        power = find_power(_game(body, first, others, vetoes, either=either))
    except UnusableDataError as why:
        raise WrongCallError(str(why)) from None
    document = _summarise_power(file, body, power, first, others, vetoes, either=either)
    if json:
        print_json(document)
        return
    table = plain_table("player", *map(escape, body.rules), "Shapley-Shubik", "Banzhaf", "absolute", "swings")
    for i, player in enumerate(document.players):
        table.add_row(
            escape(player.player),
            *(_plain(row[i]) for row in body.weight),
            f"{player.shapley_shubik:.5f}",
            f"{player.banzhaf:.5f}",
            f"{player.banzhaf_absolute:.5f}",
            player.swings if document.exact else f"{power.swings[i]:.5e}",
        )
    joint = " or " if either else " and "
    ways = [joint.join(r.says for r in first), *(" and ".join(r.says for r in way) for way in others)]
    veto = f"; never without {', '.join(vetoes)}" if vetoes else ""
    passes = f"Passes with {', or with '.join(ways)}{veto}: {_describe_passage(document)}"
    say(table, "", escape(passes))


def _summarise_power(
    file: Path,
    body: Body,
    power: Power,
    first: Sequence[_Rule],
    others: Sequence[Sequence[_Rule]],
    vetoes: Sequence[str],
    *,
    either: bool,
) -> PowerDocument:
    return PowerDocument(
        detente="power",
        version=1,
        file=str(file),
        rules=_list_rules(body, first),
        veto=tuple(vetoes),
        any_rule=either,
        alternatives=tuple(_list_rules(body, way) for way in others),
        exact=power.error == (0.0, 0.0),
        error=PowerError(*power.error),
        players=tuple(
            PlayerPower(
                player=player,
                weights=tuple(float(row[i]) for row in body.weight),
                exact_weights=tuple(str(row[i]) for row in body.weight),
                shapley_shubik=float(power.shapley_shubik[i]),
                banzhaf=float(power.banzhaf[i]),
                banzhaf_absolute=float(power.banzhaf_absolute[i]),
                swings=str(power.swings[i]),
            )
            for i, player in enumerate(body.players)
        ),
        winning=str(power.winning),
        passage=float(power.passage),
    )


def _list_rules(body: Body, rules: Sequence[_Rule]) -> tuple[VotingRule, ...]:
    return tuple(VotingRule(body.rules[r.column], r.quota) for r in rules)


def _describe_passage(document: PowerDocument) -> str:
    if document.exact:
        return f"{document.winning} of {2 ** len(document.players)} coalitions"
    shapley, banzhaf = f"{document.error.shapley_shubik:.0e}", f"{document.error.banzhaf:.0e}"
    return (
        f"{document.passage:.3%} of coalitions\n".replace("%", " %")
        + f"Too many coalitions to count; computed instead: Shapley-Shubik to {shapley}, Banzhaf to {banzhaf}"
    )


def _plain(value: Fraction) -> str:
    """A weight in digits: all of a whole number's, ten of another's."""
    return str(value) if value.denominator == 1 else f"{float(value):.10g}"


def _filled(body: Body, quotas: Sequence[str]) -> list[_Rule]:
    """A rule for every column, in the columns' order: named ones by their column, the others in turn."""
    named: dict[str, str] = {}
    plain = []
    for quota in quotas:
        if "=" not in quota:
            plain.append(quota)
            continue
        name, value = _named(body, quota, "--quota")
        if name in named:
            raise WrongCallError(f"--quota {name}=... is given twice")
        named[name] = value
    left = [r for r in body.rules if r not in named]
    if len(plain) != len(left):
        columns = ", ".join(body.rules)
        raise WrongCallError(
            f"{len(body.rules)} columns of weights ({columns}) need as many quotas, not {len(quotas)}: "
            "--quota 12, --quota 65%, or --quota COLUMN=65%, once for each"
        )
    named |= dict(zip(left, plain, strict=True))
    return [_rule(body, name, named[name], "--quota") for name in body.rules]


def _named(body: Body, text: str, option: str) -> tuple[str, str]:
    """The column that a rule names, and the rest of it; a lone column needs no name."""
    name, sign, value = text.rpartition("=")
    if not sign and len(body.rules) == 1:
        return body.rules[0], value
    if not sign:
        columns = ", ".join(body.rules)
        raise WrongCallError(
            f"{option} {text}: name the column, as in {body.rules[0]}={text}; the columns are {columns}"
        )
    name = plain_name(name)
    if name not in body.rules:
        raise WrongCallError(f"no column of weights {name!r}{nearest(name, dict.fromkeys(body.rules))}")
    return name, value


def _rule(body: Body, name: str, text: str, option: str) -> _Rule:
    """A quota as typed: a number, a share of all, or more than either."""
    column = body.rules.index(name)
    weights = body.weight[column]
    total = sum(weights)
    try:
        above, plain = text.startswith(">"), text.removeprefix(">").strip()
        share = plain.endswith("%") or "/" in plain
        value = _exact(plain.removesuffix("%").strip()) / (100 if plain.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise WrongCallError(
            f"{option} takes a number, or a share of all such as 65%, 2/3 or '>50%', not {text!r}"
        ) from None
    mark = value * total if share else value
    if not 0 < mark <= total or (above and mark == total):
        raise WrongCallError(
            f"{option} {text}: a quota must be above 0 and at most the sum of weights, "
            f"{_plain(Fraction(total))}"
        )
    if above:
        mark = _next(mark, weights)
    return _Rule(column, text, f"{text} of {_plain(Fraction(total))} {name}", mark)


def _blocking(body: Body, text: str) -> _Rule:
    """What passes unless a blocking minority of that weight is against."""
    name, value = _named(body, text, "--blocking-minority")
    column = body.rules.index(name)
    weights = body.weight[column]
    total = sum(weights)
    try:
        against = _exact(value)
    except (ValueError, ZeroDivisionError):
        raise WrongCallError(f"--blocking-minority takes a number, such as {name}=4, not {text!r}") from None
    if not 0 < against < total:
        raise WrongCallError(
            f"--blocking-minority {text}: it must be above 0 and below the sum of weights, "
            f"{_plain(Fraction(total))}"
        )
    left = total - against
    says = f"fewer than {_plain(against)} of {_plain(Fraction(total))} {name} against"
    return _Rule(column, f">{left}", says, _next(left, weights))


def _exact(text: str) -> Fraction:
    """The number or fraction that a text denotes, written as in tables; else ValueError."""
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return Fraction(text)


def _next(mark: Fraction, weights: Sequence[Fraction]) -> Fraction:
    """The least sum of such weights that there could be above a mark."""
    step = Fraction(1, lcm(*(w.denominator for w in weights)))
    return (mark // step + 1) * step


def _game(
    body: Body, first: list[_Rule], others: list[list[_Rule]], vetoes: Sequence[str], *, either: bool
) -> Game:
    rules = [*first, *(r for way in others for r in way)]
    ways = [[r] for r in range(len(first))] if either else [list(range(len(first)))]
    at = len(first)
    for way in others:
        ways.append(list(range(at, at + len(way))))
        at += len(way)
    members = []
    for name in vetoes:
        if name not in body.players:
            raise WrongCallError(f"no player {name!r}{nearest(name, dict.fromkeys(body.players))}")
        members.append(body.players.index(name))
    game = Game.of([body.weight[r.column] for r in rules], [r.mark for r in rules], ways)
    return game.with_veto(members) if members else game
