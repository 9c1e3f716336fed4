"""`detente frustration`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from rich.console import RenderableType
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
from detente.results.frustration import FrustrationDocument, NetworkBalance, SignedTie, TriadCounts
from detente.wording.frustration import (
    NETWORK_COLUMNS,
    describe_camps,
    describe_contradictions,
    describe_doubled,
    list_balance,
)

#: Networks up to which the camps of each are printed.
MAX_CERTIFICATES = 8


def frustration(
    file: Path, *, networks: Sequence[str] | None, time_limit: float, seed: int, json: bool
) -> None:
    """Print the balanced triads and the exact frustration index of signed networks."""
    require_files(file)
    edges = read_edges(file)
    names = [plain_name(name) for name in networks or ()]
    for name in names:
        if name not in edges:
            raise WrongCallError(f"{file} has no network {name!r}{nearest(name, edges)}")
    effort = BalanceParams(time_limit, seed)
    balances = [_measure(edges[name], effort) for name in names or edges]
    if json:
        print_json(FrustrationDocument("frustration", 1, str(file), seed, tuple(balances)))
    else:
        say(*_list_balances(balances, file.stem))


def _measure(network: Network, effort: BalanceParams) -> NetworkBalance:
    started = perf_counter()
    ties = Ties.of(len(network.names), network.a, network.b, network.sign)
    balance = find_frustration(ties, effort)
    return _summarise_balance(network, ties, balance, perf_counter() - started)


def _summarise_balance(network: Network, ties: Ties, balance: Balance, seconds: float) -> NetworkBalance:
    triads, frustrated, names = balance.triads, balance.frustration, network.names
    return NetworkBalance(
        network=network.label,
        actors=ties.n,
        ties=len(ties.sign),
        hostile=int((ties.sign < 0).sum()),
        doubled=ties.doubled,
        triads=TriadCounts(
            int(triads.counts.sum()) - len(triads.unbalanced),
            len(triads.unbalanced),
            tuple(triads.counts.tolist()),
        ),
        frustration_index=float(frustrated.index),
        bound=float(frustrated.bound),
        proved=bool(frustrated.proved),
        balance=float(frustrated.balance),
        method=frustrated.method,
        seconds=round(seconds, 4),
        camps=tuple(
            tuple(name for name, camp in zip(names, frustrated.camp, strict=True) if camp == side)
            for side in (0, 1)
        ),
        frustrated=tuple(
            SignedTie(names[ties.a[m]], names[ties.b[m]], 1 if ties.sign[m] > 0 else -1)
            for m in frustrated.frustrated
        ),
    )


def _list_balances(balances: Sequence[NetworkBalance], unnamed: str) -> list[RenderableType]:
    table = plain_table(*NETWORK_COLUMNS)
    for balance in balances:
        table.add_row(*map(escape, list_balance(balance, unnamed)))
    lines: list[RenderableType] = [table]
    for balance in balances:
        if len(balances) <= MAX_CERTIFICATES:
            head = f"[bold]{escape(balance.network)}[/bold]  " if balance.network else ""
            lines += ["", head + escape(describe_camps(balance)), escape(describe_contradictions(balance))]
        if doubled := describe_doubled(balance, unnamed):
            lines.append(escape(doubled))
    return lines
