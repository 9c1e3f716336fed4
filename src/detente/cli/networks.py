"""`detente frustration` and `detente power`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.markup import escape

from detente.cli.failures import WrongCallError, there
from detente.cli.output import print_json, say
from detente.cli.tables import plain_table
from detente.formats.networks import Body, Network, read_body, read_edges
from detente.models.alignment.arrays import Ties
from detente.models.alignment.balance import Balance, BalanceParams, solve
from detente.models.registry import nearest
from detente.models.voting.game import Game
from detente.models.voting.power import power
from detente.names import plain_name

#: What more than a quota is above it: less than any two sums of weights differ by.
_NEXT = Fraction(1, 10**30)


def frustration(
    file: Path, *, networks: Sequence[str] | None, time_limit: float, seed: int, json: bool
) -> None:
    """Balanced triads and the exact frustration index of signed networks."""
    there(file)
    found = read_edges(file)
    networks = [plain_name(name) for name in networks or ()]
    for name in networks:
        if name not in found:
            raise WrongCallError(f"{file} has no network {name!r}{nearest(name, found)}")
    effort = BalanceParams(time_limit, seed)
    rows = []
    for label in networks or found:
        started = perf_counter()
        network = found[label]
        ties = Ties.of(len(network.names), network.a, network.b, network.sign)
        rows.append((network, ties, solve(ties, effort), perf_counter() - started))
    if json:
        made = [_network(*row) for row in rows]
        print_json("frustration", file=str(file), seed=seed, networks=made)
        return
    table = plain_table(
        "network", "actors", "ties", "hostile", "balanced triads", "frustration", "proof", "s"
    )
    for network, ties, balance, seconds in rows:
        t, f = balance.triads, balance.frustration
        all_triads = int(t.counts.sum())
        table.add_row(
            escape(network.label or file.stem),
            str(ties.n),
            str(len(ties.sign)),
            str(int((ties.sign < 0).sum())),
            f"{all_triads - len(t.unbalanced)} of {all_triads}",
            f"{f.index:g}",
            "exact" if f.proved else f"at least {f.bound:g}",
            f"{seconds:.2f}",
        )
    say(table)
    for network, ties, balance, _ in rows:
        if len(rows) == 1 or len(rows) <= 8:
            say("", *_certificate(network, ties, balance))
        if ties.doubled:
            name = escape(network.label or file.stem)
            say(f"{name}: {ties.doubled} ties join a pair already tied; each counts")


def voting_power(
    file: Path,
    *,
    quotas: Sequence[str],
    vetoes: Sequence[str] | None,
    either: bool,
    json: bool,
) -> None:
    """Shapley-Shubik and Banzhaf indices of a voting body."""
    there(file)
    vetoes = [plain_name(name) for name in vetoes or ()]
    body = read_body(file)
    game = _game(body, quotas, vetoes, either=either)
    try:
        found = power(game)
    except ValueError as why:
        raise WrongCallError(str(why)) from None
    if json:
        print_json(
            "power",
            file=str(file),
            rules=[
                {"name": name, "quota": quota}
                for name, quota in zip(body.rules, _filled(body, quotas), strict=True)
            ],
            veto=vetoes,
            any_rule=either,
            players=[
                {
                    "player": player,
                    "weights": [float(w) for w in body.weight[:, i]],
                    "shapley_shubik": float(found.shapley_shubik[i]),
                    "banzhaf": float(found.banzhaf[i]),
                    "banzhaf_absolute": float(found.banzhaf_absolute[i]),
                    "swings": str(found.swings[i]),
                }
                for i, player in enumerate(body.players)
            ],
            winning=str(found.winning),
            passage=float(found.passage),
        )
        return
    table = plain_table("player", *map(escape, body.rules), "Shapley-Shubik", "Banzhaf", "absolute", "swings")
    for i, player in enumerate(body.players):
        table.add_row(
            escape(player),
            *(f"{w:g}" for w in body.weight[:, i]),
            f"{found.shapley_shubik[i]:.5f}",
            f"{found.banzhaf[i]:.5f}",
            f"{found.banzhaf_absolute[i]:.5f}",
            str(found.swings[i]),
        )
    joint = " or " if either else " and "
    rules = joint.join(
        f"{q} of {w.sum():g} {r}"
        for r, q, w in zip(body.rules, _filled(body, quotas), body.weight, strict=True)
    )
    veto = f"; never without {', '.join(vetoes)}" if vetoes else ""
    say(
        table,
        "",
        f"Passes with {escape(rules)}{escape(veto)}: {found.winning} of {2 ** len(body.players)} coalitions",
    )


def _filled(body: Body, quotas: Sequence[str]) -> list[str]:
    """A quota for every rule, in the rules' order: named ones by their column, the others in turn."""
    named = {}
    plain = []
    for quota in quotas:
        name, sign, value = quota.rpartition("=")
        name = plain_name(name)
        if not sign:
            plain.append(quota)
        elif name in named:
            raise WrongCallError(f"--quota {name}=... is given twice")
        elif name in body.rules:
            named[name] = value
        else:
            raise WrongCallError(f"no column of weights {name!r}{nearest(name, dict.fromkeys(body.rules))}")
    left = [r for r in body.rules if r not in named]
    if len(plain) != len(left):
        columns = ", ".join(body.rules)
        raise WrongCallError(
            f"{len(body.rules)} columns of weights ({columns}) need as many quotas, not {len(quotas)}: "
            "--quota 12, --quota 65%, or --quota COLUMN=65%, once for each"
        )
    named |= dict(zip(left, plain, strict=True))
    return [named[r] for r in body.rules]


def _game(body: Body, quotas: Sequence[str], vetoes: Sequence[str], *, either: bool) -> Game:
    marks: list[Any] = []
    for text, weights in zip(_filled(body, quotas), body.weight, strict=True):
        try:
            above, plain = text.startswith(">"), text.removeprefix(">").strip()
            share = plain.endswith("%") or "/" in plain
            value = Fraction(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
            total = sum(Fraction(str(w)) for w in weights)
            mark = value * total if share else value
            if not 0 < mark <= total or (above and mark == total):
                raise WrongCallError(
                    f"--quota {text}: a quota is above 0 and at most the sum of weights, {float(total):g}"
                )
            marks.append(mark + _NEXT if above else mark)
        except (ValueError, ZeroDivisionError):
            raise WrongCallError(
                f"--quota takes a number, or a share of all such as 65%, 2/3 or '>50%', not {text!r}"
            ) from None
    ways = [[r] for r in range(len(marks))] if either else None
    members = []
    for name in vetoes:
        if name not in body.players:
            raise WrongCallError(f"no player {name!r}{nearest(name, dict.fromkeys(body.players))}")
        members.append(body.players.index(name))
    try:
        game = Game.of([[str(w) for w in row] for row in body.weight.tolist()], marks, ways)
        return game.with_veto(members) if members else game
    except ValueError as why:
        raise WrongCallError(str(why)) from None


def _network(network: Network, ties: Ties, balance: Balance, seconds: float) -> dict[str, Any]:
    t, f, names = balance.triads, balance.frustration, network.names
    total = int(t.counts.sum())
    return {
        "network": network.label,
        "actors": ties.n,
        "ties": len(ties.sign),
        "hostile": int((ties.sign < 0).sum()),
        "doubled": ties.doubled,
        "triads": {
            "balanced": total - len(t.unbalanced),
            "unbalanced": len(t.unbalanced),
            "by_hostile_ties": [int(c) for c in t.counts],
        },
        "frustration_index": float(f.index),
        "bound": float(f.bound),
        "proved": f.proved,
        "balance": float(f.balance),
        "method": f.method,
        "seconds": round(seconds, 4),
        "camps": [[n for n, c in zip(names, f.camp, strict=True) if c == side] for side in (0, 1)],
        "frustrated": [
            {"source": names[ties.a[m]], "target": names[ties.b[m]], "sign": int(ties.sign[m])}
            for m in f.frustrated
        ],
    }


def _certificate(network: Network, ties: Ties, balance: Balance) -> list[str]:
    """The camps, and the ties that contradict them: anybody can check the index against them."""
    f, names = balance.frustration, network.names
    camps = [", ".join(n for n, c in zip(names, f.camp, strict=True) if c == side) for side in (0, 1)]
    against = ", ".join(
        f"{names[ties.a[m]]}-{names[ties.b[m]]} ({'friendly' if ties.sign[m] > 0 else 'hostile'})"
        for m in f.frustrated
    )
    head = f"[bold]{escape(network.label)}[/bold]  " if network.label else ""
    return [
        f"{head}{escape(camps[0] or 'nobody')}  |  {escape(camps[1] or 'nobody')}",
        f"against it: {escape(against) or 'nothing'}",
    ]
