"""How shares are written: in per cent if they rest on enough draws or cases, else as counts."""

from __future__ import annotations

#: Of fewer draws or cases in all, a per cent would claim more than they can distinguish.
FEWEST = 100

#: A share that rests on fewer draws than this, or lacks fewer to be all, is written as a count.
HANDFUL = 10


def percent(p: float) -> str:
    """A share in per cent, never rounded to 0 or 100 unless it is."""
    if 0 < p <= 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= p < 1 else f"{p * 100:.0f} %"


def format_share(p: float, of: int) -> str:
    """A share ``p`` of so many draws or cases: ``34 %``, but ``3 of 7`` and ``7 of 4,096``."""
    count = p * of
    if of >= FEWEST and not 0 < min(count, of - count) < HANDFUL - 0.5:
        return percent(p)
    # where several alignments tie, a draw counts for each in part
    shown = f"{round(count):,}" if abs(count - round(count)) < 0.05 else f"{count:,.1f}"
    return f"{shown} of {of:,}"


def format_of_draws(p: float, of: int) -> str:
    """In what share of draws: ``34 % of draws``, ``3 of 7 draws``, ``every draw``, ``no draw``.

    Of a single draw, ``the single simulation`` or ``no simulation``.
    """
    if of == 1 and p in {0, 1}:
        return "the single simulation" if p else "no simulation"
    if of >= FEWEST and p in {0, 1}:
        return "every draw" if p else "no draw"
    said = format_share(p, of)
    return f"{said} of draws" if said.endswith("%") else f"{said} draws"
