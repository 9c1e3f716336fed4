"""A backtest as a table."""

from __future__ import annotations

from detente.backtest.run import Backtest, Row

COLUMNS = ("", "issues", "MAE", "to the mean", "within 10", "CRPS", "to the mean's", "50 / 80 / 95 %")


def lines(result: Backtest) -> list[tuple[str, ...]]:
    """Cells of each row, least CRPS first, as ``COLUMNS`` names them.

    A point's CRPS is that of the point with a normal error of fitted width, in brackets, since its own is
    its MAE. Differences have their 95 % interval; those of CRPS are to the mean with such an error. The last
    column is the coverage of a distribution's central intervals, with what it expects itself in brackets.
    """
    return [_cells(row) for row in sorted(result.rows.values(), key=_order)]


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


def _cells(row: Row) -> tuple[str, ...]:
    scores = row.scored.summary()
    coverage = " / ".join(
        f"{100 * scores[f'coverage_{p}']:.0f} ({100 * scores[f'expected_{p}']:.0f})"
        for p in ("50", "80", "95")
        if row.scored.distribution
    )
    crps = f"{_crps(row):.2f}"
    return (
        row.label + (f" ({row.note})" if row.note else ""),
        str(int(row.here.sum())),
        f"{scores['mae']:.2f}",
        _interval(row.against_mean),
        f"{100 * scores['within_10']:.0f} %",
        crps if row.scored.distribution else f"({crps})",
        _interval(row.against_error),
        coverage,
    )


def _interval(values: tuple[float, float, float] | None) -> str:
    if values is None:
        return ""
    middle, low, high = (0.0 if abs(v) < 0.005 else v for v in values)
    return f"{middle:+.2f} [{low:+.2f}, {high:+.2f}]" if low or high else ""
