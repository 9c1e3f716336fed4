"""Runs that are killed, disks that are full: nothing is lost or touched that is foreign, and runs go on.

One process holds what is imported and forks the runs, so that fifty of them take seconds.
"""

import json
import os
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.timeout(900),  # for machines that are busy: fifty runs take half a minute on two cores
]

COMMON = '''
import json, os, random, resource, signal, sys, time
from pathlib import Path
import detente.cli.app, detente.cli.commands.run
from detente.files import writing
from detente.forecasts import forecast, open_run, save_run
from detente.forecasts.run_folder import claim_folder
from detente.scenario import loads

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
os.chdir(sys.argv[1])
folder = Path("run")
Path("case.yaml").write_text(CASE)

def fork(work):
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            import traceback
            Path("failure.txt").write_text(traceback.format_exc())
            os._exit(1)
        os._exit(0)
    return child

def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def fresh(run):
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    save_run(run, folder)
    (folder / "notes.txt").write_text("dear diary")

def whole(runs):
    """The seed of the run that the folder holds, whole, with the user's own file as it was."""
    found = open_run(folder)
    assert found.data.identical(runs[found.manifest["seed"]].data)
    assert (folder / "notes.txt").read_text() == "dear diary"
    return found.manifest["seed"]

def clean():
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*")) == [
        "forecast.nc", "manifest.json", "notes.txt", "scenario.yaml"
    ]

def die():
    os.kill(os.getpid(), signal.SIGKILL)
'''

AT_EACH_WRITE = (
    COMMON
    + """
runs = {s: forecast(loads(CASE), ["mean"], draws=64, seed=s) for s in (1, 2)}
WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}

def at_step(n):
    def work():
        steps = [0]
        def hook(event, told):
            if event in WRITES and str(folder) in str(told[0]):
                steps[0] += 1
                if steps[0] == n:
                    die()
        sys.addaudithook(hook)
        save_run(runs[2], folder, replace=True)
    return work

def half_written(n):
    def work():
        real, times = os.fsync, [0]
        def fsync(handle):
            times[0] += 1
            if times[0] == n:
                os.ftruncate(handle, os.fstat(handle).st_size // 2)
                die()
            real(handle)
        writing.os.fsync = fsync
        save_run(runs[2], folder, replace=True)
    return work

found = {}
for kind in (at_step, half_written):
    n = 0
    while True:
        n += 1
        fresh(runs[1])
        code = ended(fork(kind(n)))
        assert code in (0, -signal.SIGKILL), (code, Path("failure.txt").read_text())
        if code == 0:
            break
        found.setdefault(kind.__name__, []).append(whole(runs))
        save_run(runs[2], folder, replace=True)
        assert whole(runs) == 2 and clean()
print(json.dumps(found))
"""
)

AT_RANDOM = (
    COMMON
    + """
COMMAND = ["detente", "run", "case.yaml", "--out", "run", "--replace", "--draws", "1024",
           "--threads", "1", "--model", "nash", "--model", "mean"]
runs = {s: forecast(loads(CASE), ["nash", "mean"], draws=1024, seed=s) for s in (1, 2)}

def command():
    sys.argv = [*COMMAND, "--seed", "2"]
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    detente.cli.app.main()

fresh(runs[1])
started = time.monotonic()
fork(command); os.wait()
longest = time.monotonic() - started
rng = random.Random(int(sys.argv[2]))
seen = []
for _ in range(50):
    fresh(runs[1])
    child = fork(command)
    time.sleep(rng.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    ended(child)
    seen.append(whole(runs))
    save_run(runs[2], folder, replace=True)
    assert whole(runs) == 2
    assert clean()
print(json.dumps(seen))
"""
)

IN_USE = (
    COMMON
    + """
def hold():
    with claim_folder(folder):
        Path("held").touch()
        time.sleep(60)

child = fork(hold)
while not Path("held").exists():
    time.sleep(0.01)
run = forecast(loads(CASE), ["mean"], draws=16)
try:
    save_run(run, folder)
    refused = ""
except Exception as why:
    refused = str(why)
os.kill(child, signal.SIGKILL)
ended(child)
save_run(run, folder)  # the lock of a killed process holds nobody up
print(json.dumps({"child": child, "refused": refused, "left": sorted(os.listdir(folder))}))
"""
)

FULL = (
    COMMON
    + """
from detente.forecasts.checkpoints import Parts
from detente.models import Outcome
from detente.report import write_report
import numpy as np
runs = {s: forecast(loads(CASE), ["mean"], draws=1024, seed=s) for s in (1, 2)}
outcome = Outcome(np.zeros((1024, 1)), {})
ways = [
    lambda: save_run(runs[2], folder, replace=True),
    lambda: Parts(folder / "parts", "0123456789ab").put("mean", outcome),
    lambda: write_report(runs[2], folder / "report.html"),
]

told = Path(sys.argv[2])
messages = []

def attempt(way, before, after):
    def work():
        before()
        try:
            ways[way]()
        except OSError as why:
            after()
            told.write_text(str(why))
            os._exit(3)
    fresh(runs[1])
    code = ended(fork(work))
    assert code in (0, 3), (code, Path("failure.txt").read_text())
    if code:
        messages.append(told.read_text())
    assert whole(runs) == (2 if way == 0 and code == 0 else 1)
"""
)

LIMITED = (
    FULL
    + """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

for way in range(len(ways)):
    for room in (0, 100, 1000, 5000):
        attempt(way, lambda: limit(room), lambda: limit(resource.RLIM_INFINITY))
    fresh(runs[1])
    ways[way]()
print(json.dumps(messages))
"""
)

TMPFS = (
    FULL
    + """
def fill(room):
    with open("filler", "wb", buffering=0) as filler:
        try:
            while filler.write(bytes(4096)):
                pass
        except OSError:
            pass
    os.truncate("filler", max(0, os.path.getsize("filler") - room))

for way in range(len(ways)):
    for room in range(0, 60_000, 6_000):
        attempt(way, lambda: fill(room), lambda: None)
        Path("filler").unlink()
        ways[way]()
print(json.dumps(messages))
"""
)


def harness(script, *words):
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        timeout=800,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_run_killed_at_each_write_loses_nothing(tmp_path):
    found = harness(AT_EACH_WRITE, tmp_path)
    # the old run until the manifest changes its name, the new one from then on
    for seeds in found.values():
        assert seeds == sorted(seeds)
    assert len(found["at_step"]) > 10
    assert set(found["at_step"]) == {1, 2}
    # the arrays, the scenario, the manifest
    assert found["half_written"] == [1, 1, 1]


def test_fifty_runs_killed_at_random_lose_nothing(tmp_path):
    seen = harness(AT_RANDOM, tmp_path, 20250817)
    assert len(seen) == 50
    assert set(seen) <= {1, 2}


def test_a_folder_in_use_is_refused_and_a_killed_process_holds_nobody_up(tmp_path):
    found = harness(IN_USE, tmp_path)
    assert f"run is being written by process {found['child']} on " in found["refused"]
    assert found["left"] == ["forecast.nc", "manifest.json", "scenario.yaml"]


def test_files_that_may_not_grow_lose_nothing(tmp_path):
    messages = harness(LIMITED, tmp_path, tmp_path / "told")
    assert len(messages) > 8
    for message in messages:
        assert message.startswith("run")
        assert (
            "cannot be written: the file would be larger than is allowed; what was there is unchanged"
            in message
        )


def test_a_full_disk_loses_nothing(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("cannot mount a small disk: " + mounted.stderr.decode().strip())
    try:
        messages = harness(TMPFS, disk, tmp_path / "told")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert len(messages) > 8
    for message in messages:
        assert message.startswith("run")
        assert (
            "cannot be written: the disk is full; make room there and try again; what was there is unchanged"
            in message
        )
