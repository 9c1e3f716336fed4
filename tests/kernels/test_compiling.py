"""Where compiled kernels are kept, and what happens where they cannot be, or are damaged."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.kernels import compiling

PACKAGE = Path(detente.__file__).parent

CASE = """
detente: 1
title: A small case
as_of: 2025-01-01
issues:
  toll: {question: How high?, scale: {0: none, 100: full}, reversion: [20, 40]}
actors:
  north: {label: North, kind: state, capability: [5, 10, 20]}
  south: {label: South, kind: state, capability: 4}
stances:
  - {actor: north, issue: toll, position: [60, 80, 90], salience: 50}
  - {actor: south, issue: toll, position: 10, salience: [10, 20, 90]}
"""

# the installation cannot be written, whoever runs it
READ_ONLY = """
set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
cd "$2"
shift 2
exec "$@"
"""


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder for compiled code alone."""
    monkeypatch.setattr(compiling, "place", lambda: tmp_path)
    return tmp_path


def fresh():
    @compiling.kernel
    def double(x):
        return 2.0 * x

    # as in a file of the package, beside which numba's stamps are taken
    return double


@pytest.fixture
def stamped(monkeypatch):
    monkeypatch.setattr(compiling, "_stamp", lambda _: "stamp")


def compiled(function):
    return sum(function.stats.cache_misses.values())


def test_code_is_kept_and_found_again(kept, stamped):
    first, second = fresh(), fresh()
    assert first(2.0) == 4
    assert compiled(first) == 1
    assert second(2.0) == 4
    assert compiled(second) == 0


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: bytes(len(data)),
        lambda data: os.urandom(len(data)),
        lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
    ],
    ids=["empty", "half", "one byte less", "zeros", "noise", "one bit"],
)
def test_damaged_code_is_compiled_again_and_kept(ending, damage, kept, stamped):
    assert fresh()(2.0) == 4
    (file,) = kept.glob(f"*.{ending}")
    file.write_bytes(damage(file.read_bytes()))
    again, after = fresh(), fresh()
    assert again(2.0) == 4
    assert compiled(again) == 1
    assert after(2.0) == 4
    assert compiled(after) == 0


def test_what_cannot_be_kept_is_compiled_all_the_same(kept, stamped, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compiling._Files, "_save_data", full)
    assert fresh()(2.0) == 4


def test_nowhere_to_keep_code(stamped, monkeypatch):
    monkeypatch.setattr(compiling, "place", lambda: None)
    assert fresh()(2.0) == 4


def test_a_change_of_a_called_kernel_counts(tmp_path, monkeypatch):
    home = tmp_path / "kernels"
    shutil.copytree(PACKAGE / "kernels", home, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compiling, "_HOME", home)
    stamp = compiling._stamp.__wrapped__
    before = stamp("settlement.spatial"), stamp("settlement.median")
    assert b"settlement.condorcet" in compiling._CALLED.findall(
        (home / "settlement" / "spatial.py").read_bytes()
    )
    with (home / "settlement" / "condorcet.py").open("a") as file:
        file.write("# changed\n")
    assert stamp("settlement.spatial") != before[0]
    assert stamp("settlement.median") == before[1]


def test_no_two_files_of_kernels_share_a_name():
    """Numba files code under the module's last name alone."""
    names = [file.stem for file in (PACKAGE / "kernels").rglob("*.py") if file.stem != "__init__"]
    assert len(names) == len(set(names))


def test_every_kernel_is_compiled_in_this_way():
    for file in (PACKAGE / "kernels").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "numba" and file.stem != "compiling":
                assert "njit" not in [a.name for a in node.names], file.name


def test_a_folder_that_others_can_write_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(compiling.tempfile, "gettempdir", lambda: str(tmp_path))
    found = compiling._temporary()
    assert found is not None
    assert found.stat().st_mode & 0o777 == 0o700
    found.chmod(0o777)
    assert compiling._temporary() is None
    found.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    found.symlink_to(tmp_path / "elsewhere")
    assert compiling._temporary() is None


def test_the_users_working_folder_is_no_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    # what Python answers where no temporary folder can be written
    monkeypatch.setattr(compiling.tempfile, "gettempdir", lambda: str(tmp_path))
    for mode in (0o755, 0o1777):  # the second is that of a container's own file system in memory
        tmp_path.chmod(mode)
        assert compiling._temporary() is None
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert compiling._temporary() is not None


def test_a_read_only_installation_without_a_home(tmp_path):
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs a mount of its own: root, or user namespaces")
    installed, work, temporary = (tmp_path / name for name in ("installed", "work", "temporary"))
    shutil.copytree(PACKAGE, installed / "detente", ignore=shutil.ignore_patterns("__pycache__"))
    work.mkdir()
    temporary.mkdir()
    (work / "case.yaml").write_text(CASE)

    def run(out, **env):
        words = [sys.executable, "-m", "detente", "run", "case.yaml", "--model", "mean", "--draws", "64"]
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", READ_ONLY, "sh", installed, work, *words, "--out", out],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join([str(installed), *sys.path]),
                "HOME": "/nonexistent/home",
                "PYTHONUTF8": "1",
            }
            | env,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr.count("compiled models are kept") == 1
        return done.stderr

    folder = temporary / f"detente-{os.getuid()}"
    assert f"are kept in {folder}: neither the installation nor the user's cache" in run(
        "first", TMPDIR=str(temporary)
    )
    files = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert files
    run("second", TMPDIR=str(temporary))
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == files
    # the temporary folder cannot be used either
    folder.chmod(0o777)
    assert "are kept for this run alone" in run("third", TMPDIR=str(temporary))
    arrays = [(work / n / "forecast.nc").read_bytes() for n in ("first", "second", "third")]
    assert arrays[0] == arrays[1] == arrays[2]
    usual = detente.forecast(detente.load(work / "case.yaml"), ["mean"], draws=64)
    assert np.array_equal(
        usual.data["outcome"], detente.open_run(work / "first").data["outcome"], equal_nan=True
    )
    assert not list(installed.rglob("__pycache__"))
