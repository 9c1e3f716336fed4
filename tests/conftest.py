"""What all tests share: the folder of data and sources beside the repository, and hypothesis's settings."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
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


@pytest.fixture
def is_said(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare what a reader sees with the file of that name in the folder ``said`` beside the test.

    The files were read before they were kept, against the round numbers of the hand-made forecast. With
    DETENTE_WRITE_SAID=1 they are written anew: read the difference before you keep it.
    """

    def compare(name: str, text: str) -> None:
        file = request.path.parent / "said" / f"{name}.txt"
        shown = re.sub(r"[ \xa0]+$", "", text, flags=re.M).strip("\n") + "\n"
        if os.environ.get("DETENTE_WRITE_SAID") == "1":
            file.parent.mkdir(exist_ok=True)
            file.write_text(shown, encoding="utf-8")
        assert shown.splitlines() == file.read_text(encoding="utf-8").splitlines()

    return compare
