"""Results as tables: data frames of pandas, which only these functions need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic.fields import FieldInfo

from detente.results.interval import LEVEL, POINTS, Interval, Level

if TYPE_CHECKING:
    import pandas as pd

    from detente.results.settlement import IssueSummary


def tabulate_records(records: Iterable[Any]) -> pd.DataFrame:
    """Return records of one kind as a table, one row each.

    Parameters
    ----------
    records : iterable of dataclass instances
        For example ``forecast.rounds``, ``forecast.burden.bills`` or ``forecast.conflict.courses``.

    Returns
    -------
    pandas.DataFrame
        A column for each field. An interval has the columns ``<field>.median``, ``.low`` and ``.high``, NaN
        if there is none, and its level, in per cent, stands under ``level``. Records and mappings within a
        record have a column for each of their own fields, ``<field>.<name>``; a list stays one cell.
        ``attrs["units"]`` has the units of the columns.

    Raises
    ------
    ImportError
        If pandas is not installed.
    """
    pandas = _import_pandas()
    rows, units = [], dict[str, str]()
    for record in records:
        row, levels = dict[str, Any](), set[int]()
        for column, value, unit in _list_cells(record):
            if column == "level":
                levels.add(value)
            else:
                row[column] = value
            if unit:
                units[column] = unit
        if levels:
            (row["level"],) = levels
        rows.append(row)
    frame = pandas.DataFrame(rows)
    frame.attrs["units"] = units
    return frame


def tabulate_settlements(issues: Iterable[IssueSummary], level: Level = LEVEL) -> pd.DataFrame:
    """Return the settlements of a forecast as a table; see ``Forecast.to_dataframe``."""
    pandas = _import_pandas()
    rows = []
    for issue in issues:
        for model in issue.models:
            low, high = model.intervals[level]
            points = {f"at {p.at:g}": share for p, share in zip(issue.points, model.points, strict=True)}
            stretches = {
                f"{s.low:g} to {s.high:g}": share
                for s, share in zip(issue.stretches, model.stretches, strict=True)
            }
            rows.append(
                {
                    "issue": issue.issue,
                    "model": model.model,
                    "baseline": model.baseline,
                    "predictive": model.predictive,
                    "defined": model.defined,
                    "median": model.median,
                    "mean": model.mean,
                    "low": low,
                    "high": high,
                    "level": level,
                    **points,
                    **stretches,
                }
            )
    frame = pandas.DataFrame(rows)
    frame.attrs["units"] = dict.fromkeys(("median", "mean", "low", "high"), _name_unit([POINTS]))
    return frame


def _import_pandas() -> Any:
    try:
        import pandas
    except ImportError as why:
        raise ImportError("tables need pandas; install it with: pip install 'detente[pandas]'") from why
    return pandas


def _list_cells(record: Any, prefix: str = "") -> Iterator[tuple[str, Any, str]]:
    """The columns of a record with their values and units; ``level`` for each interval."""
    kind: Any = type(record)
    for name, (is_interval, unit) in _describe_fields(kind).items():
        yield from _split_cell(f"{prefix}{name}", getattr(record, name), unit, is_interval=is_interval)


def _split_cell(column: str, value: Any, unit: str, *, is_interval: bool) -> Iterator[tuple[str, Any, str]]:
    if is_interval:
        for end in ("median", "low", "high"):
            yield f"{column}.{end}", float("nan") if value is None else getattr(value, end), unit
        if value is not None:
            yield "level", value.level, ""
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _split_cell(f"{column}.{key}", item, unit, is_interval=isinstance(item, Interval))
    elif is_dataclass(value):
        yield from _list_cells(value, f"{column}.")
    else:
        yield column, value, unit


@cache
def _describe_fields(kind: Any) -> dict[str, tuple[bool, str]]:
    """Whether each field of a record is an interval, and its unit."""
    hints = get_type_hints(kind, include_extras=True)
    described = {}
    for field in fields(kind):
        hint = hints[field.name]
        inner = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
        is_interval = inner is Interval or Interval in get_args(inner)
        described[field.name] = is_interval, _name_unit(getattr(hint, "__metadata__", ()))
    return described


def _name_unit(metadata: Iterable[Any]) -> str:
    """The unit among a field's annotations, empty if there is none."""
    for info in metadata:
        if isinstance(info, FieldInfo) and isinstance(info.json_schema_extra, dict):
            return str(info.json_schema_extra["unit"])
    return ""
