"""How balanced signed networks are, in sentences and table rows."""

from __future__ import annotations

from detente.results.frustration import NetworkBalance

NETWORK_COLUMNS = ("network", "actors", "ties", "hostile", "balanced triads", "frustration", "proof", "s")


def list_balance(balance: NetworkBalance, unnamed: str) -> tuple[str, ...]:
    """Return a network's row of the table; ``unnamed`` is what a network without a name is called."""
    triads = balance.triads
    return (
        balance.network or unnamed,
        str(balance.actors),
        str(balance.ties),
        str(balance.hostile),
        f"{triads.balanced} of {triads.balanced + triads.unbalanced}",
        f"{balance.frustration_index:g}",
        "exact" if balance.proved else f"at least {balance.bound:g}",
        f"{balance.seconds:.2f}",
    )


def describe_camps(balance: NetworkBalance) -> str:
    """Return the two camps: anybody can check the index against them."""
    return "  |  ".join(", ".join(camp) or "nobody" for camp in balance.camps)


def describe_contradictions(balance: NetworkBalance) -> str:
    """Return the ties that contradict the camps."""
    ties = ", ".join(
        f"{tie.source}-{tie.target} ({'friendly' if tie.sign > 0 else 'hostile'})"
        for tie in balance.frustrated
    )
    return f"against it: {ties or 'nothing'}"


def describe_doubled(balance: NetworkBalance, unnamed: str) -> str:
    """Say how many ties join a pair that is tied already; empty if none does."""
    if not balance.doubled:
        return ""
    name = balance.network or unnamed
    return f"{name}: {balance.doubled} ties join a pair already tied; each counts"
