"""How much memory a forecast needs, and whether there is that much."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import WrongCallError
from detente.models import models

if TYPE_CHECKING:
    from detente.scenario import Scenario

#: Bytes that a process takes however few the draws, blocks of draws at work among them.
FIXED = 300 * 2**20

#: Numbers of eight bytes a draw for the parts beyond the issues, if a scenario has them: measured on
#: the bundled case, which has them all.
BEYOND = 6500


class TooLargeError(WrongCallError, ValueError):
    """More draws than there is memory for; the message says how many there is room for."""


def estimate_memory(scenario: Scenario, draws: int) -> int:
    """About how many bytes a forecast takes at its peak, with all models.

    Every draw of every quantity is kept; so are, by issue, the outcomes and what models tell besides.
    """
    n, k = len(scenario.actors), len(scenario.issues)
    stances = 2 * n * k
    # actors may state how their members make their positions: a copy
    copies = stances if any(a.members for a in scenario.actors.values()) else 0
    follow = n * n * any(t.kind == "influence" for t in scenario.ties)
    settled = 4 * k * len(models("settlement"))
    beyond = BEYOND if scenario.conflict or scenario.budgets or scenario.steps else 0
    numbers = len(scenario.quantities()) + stances + copies + 2 * follow + settled + beyond
    return FIXED + 8 * draws * numbers


def available_memory() -> int | None:
    """Bytes of memory that are free for this process, None if the system does not say."""
    found = []
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]
    except (OSError, ValueError):
        try:
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
        except (AttributeError, OSError, ValueError):
            return None
    group = Path("/sys/fs/cgroup")
    try:
        most, used = ((group / name).read_text(encoding="ascii") for name in ("memory.max", "memory.current"))
        found.append(int(most) - int(used))
    except (OSError, ValueError):
        pass  # no limit, or none that is written there
    return min(found, default=None)


def check_memory(scenario: Scenario, draws: int, room: int | None = None) -> None:
    """Raise TooLargeError if a forecast needs more memory than there is.

    ``room`` is the bytes there are; without it, what the system says is free.
    """
    room = available_memory() if room is None else room
    need = estimate_memory(scenario, draws)
    if room is None or need <= room:
        return
    one = estimate_memory(scenario, 1) - FIXED
    most = (room - FIXED) // one
    size = f"{len(scenario.actors)} actors on {len(scenario.issues)} issues"
    what = f"{draws:,} draws of {size} need about {_size(need)} of memory, and {_size(room)} are free"
    remedy = f"ask for at most {most:,} draws" if most > 0 else "use a machine with more memory"
    raise TooLargeError(f"{what}; {remedy}")


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
