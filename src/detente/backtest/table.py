"""A backtest as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from detente.backtest.documents import Difference
from detente.backtest.run import Backtest, Row
from detente.shares import FEWEST, format_share


def lines(result: Backtest) -> list[tuple[str, ...]]:
    """Cells of each row, as ``COLUMNS`` names them: least CRPS first, by name with too few proposals to rank.

    A point's CRPS is that of the point with a normal error of fitted width, in brackets, since its own is
    its MAE. Differences have their 95 % interval; those of CRPS are to the mean with such an error. The last
    column is the coverage of a distribution's central intervals, with what it expects itself in brackets.
    With too few proposals there is neither.
    """
    ranked = any(row.enough for row in result.rows.values())
    return [
        tuple(cell(row) for cell in CELLS.values())
        for row in sorted(result.rows.values(), key=_order if ranked else _by_name)
    ]


def markdown(result: Backtest) -> str:
    """The table in Markdown, with its sentence."""
    rule = ["---", *["---:"] * (len(COLUMNS) - 1)]
    rows = ["| " + " | ".join(cells) + " |" for cells in (COLUMNS, rule, *lines(result))]
    return "\n".join(rows) + "\n\n" + result.sentence() + "\n"


def _crps(row: Row) -> float:
    own = row.scored.summary()["crps"]
    return own if row.with_error is None else row.with_error


def _order(row: Row) -> tuple[float, str]:
    return _crps(row), row.label


def _by_name(row: Row) -> tuple[bool, str]:
    return row.kind == "baseline", row.label


def _name(row: Row) -> str:
    return row.label + (f" ({row.note})" if row.note else "")


def _bracketed_crps(row: Row) -> str:
    crps = f"{_crps(row):.2f}"
    return crps if row.scored.distribution else f"({crps})"


def _coverage(row: Row) -> str:
    """What the intervals hold, and what the forecast itself expects: in per cent, of few issues as counts."""
    if not (row.scored.distribution and row.enough):
        return ""
    issues, scores = int(row.here.sum()), row.scored.summary()
    of, unit = (issues, f" of {issues}") if issues < FEWEST else (100, "")
    held = (f"{of * scores[f'coverage_{p}']:.0f} ({of * scores[f'expected_{p}']:.0f})" for p in (50, 80, 95))
    return " / ".join(held) + unit


def _interval(values: Difference | None) -> str:
    if values is None:
        return ""
    middle, low, high = (0.0 if v is None or abs(v) < 0.005 else v for v in values)
    if values[1] is None:
        return f"{middle:+.2f}" if middle else ""
    return f"{middle:+.2f} [{low:+.2f}, {high:+.2f}]" if low or high else ""


#: The cells of a row, by the heading of their column.
CELLS: Mapping[str, Callable[[Row], str]] = {
    "": _name,
    "issues": lambda row: str(int(row.here.sum())),
    "MAE": lambda row: f"{row.scored.summary()['mae']:.2f}",
    "to the mean": lambda row: _interval(row.against_mean),
    "within 10": lambda row: format_share(row.scored.summary()["within_10"], int(row.here.sum())),
    "CRPS": _bracketed_crps,
    "to the mean's": lambda row: _interval(row.against_error),
    "50 / 80 / 95 %": _coverage,
}

COLUMNS = tuple(CELLS)
