"""`detente frustration`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.markup import escape

from detente.cli.console import print_json, say
from detente.cli.failures import require_files
from detente.cli.terminal_table import plain_table
from detente.errors import WrongCallError
from detente.formats.networks import Network, read_edges
from detente.models.alignment.arrays import Ties
from detente.models.alignment.balance import Balance, BalanceParams, find_frustration
from detente.models.registry import nearest
from detente.names import plain_name


def frustration(
    file: Path, *, networks: Sequence[str] | None, time_limit: float, seed: int, json: bool
) -> None:
    """Balanced triads and the exact frustration index of signed networks."""
    require_files(file)
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
        rows.append((network, ties, find_frustration(ties, effort), perf_counter() - started))
    if json:
        made = [_network(*row) for row in rows]
        print_json(
            {"detente": "frustration", "version": 1, "file": str(file), "seed": seed, "networks": made}
        )
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
