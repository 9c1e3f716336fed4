"""Lengths of time in words."""

from __future__ import annotations

#: Units, in seconds, and up to how many seconds each is used.
_UNITS = (("second", 1.0, 90.0), ("minute", 60.0, 5400.0), ("hour", 3600.0, 172800.0))


def duration(seconds: float) -> str:
    """Seconds, 0 or more, in the unit that suits them: 40 seconds, 4 minutes, 3 hours, 2 days."""
    unit, length = next(((unit, length) for unit, length, upto in _UNITS if seconds < upto), ("day", 86400.0))
    number = round(seconds / length)
    return f"{number:,} {unit}" + ("" if number == 1 else "s")
