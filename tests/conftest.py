"""What all tests share: the folder of data and sources beside the repository, and hypothesis's settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# slow machines are not failures; in CI the same examples every time
settings.register_profile("detente", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("detente"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "detente")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ``shared`` beside the repository, or where DETENTE_SHARED says; skips where it is absent."""
    folder = Path(os.environ.get("DETENTE_SHARED") or Path(__file__).parents[2] / "shared")
    if not folder.is_dir():
        why = f"no folder {folder}: put the data there or set DETENTE_SHARED"
        if os.environ.get("DETENTE_REQUIRE_ALL") == "1":
            pytest.fail(why)
        pytest.skip(why)
    return folder
