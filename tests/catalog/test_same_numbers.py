"""The same seed gives the numbers that it gave before: stored results of every bundled case.

``stored.json`` was written by commit 99d9f58, before the house was put in order: of each array of the Alaska
forecast the number of finite values, their least, mean and greatest; of each outcome the number of finite
draws and their quantiles 0, .1, .5, .9 and 1; and what each case's ties come to. A change of a number belongs
in the changelog, and in that file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from detente import catalog, forecast

STORED = json.loads((Path(__file__).parent / "stored.json").read_text(encoding="utf-8"))


def close(stored, computed, where=""):
    if isinstance(stored, dict):
        assert stored.keys() <= computed.keys(), where
        for key, value in stored.items():
            close(value, computed[key], f"{where} {key}")
    elif isinstance(stored, list):
        assert len(stored) == len(computed), where
        for i, (a, b) in enumerate(zip(stored, computed, strict=True)):
            close(a, b, f"{where} {i}")
    elif isinstance(stored, float):
        assert computed == pytest.approx(stored, rel=1e-8, abs=1e-9), where
    else:
        assert computed == stored, where


def test_the_alaska_case_gives_the_stored_forecast():
    data = forecast(catalog.load("alaska-2025"), draws=64, seed=1).data
    computed = {}
    for name, array in data.data_vars.items():
        if name == "outcome":
            for model in array["model"].values:
                for issue in array["issue"].values:
                    x = array.sel(model=model, issue=issue).values
                    x = x[np.isfinite(x)]
                    ends = np.quantile(x, [0, 0.1, 0.5, 0.9, 1]).tolist() if x.size else []
                    computed[f"outcome {model} {issue}"] = [x.size, *ends]
        else:
            x = np.asarray(array.values, dtype=float)
            x = x[np.isfinite(x)]
            computed[str(name)] = [x.size, *([x.min(), x.mean(), x.max()] if x.size else [])]
    close(STORED["forecast"]["alaska-2025"], computed)


@pytest.mark.parametrize("slug", STORED["alignment"])
def test_each_case_gives_the_stored_alignment(slug):
    call = [sys.executable, "-m", "detente", "align", slug, "--draws", "64", "--seed", "1", "--json"]
    done = subprocess.run(call, capture_output=True, check=True)
    close(STORED["alignment"][slug], json.loads(done.stdout))


def test_every_bundled_case_is_stored():
    assert set(STORED["alignment"]) == set(catalog.slugs())
    assert set(STORED["forecast"]) == {slug for slug in catalog.slugs() if catalog.load(slug).issues}
