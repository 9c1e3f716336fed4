"""What a run folder takes, refuses and keeps."""

import json
import os
import re
import shlex
import shutil
from contextlib import suppress

import pytest

from detente import catalog
from detente.catalog import UnknownCaseError
from detente.cli import run_planning
from detente.cli.commands import report as reporting
from detente.cli.commands import run as running
from detente.draw_counts import DRAWS
from detente.errors import WrongCallError
from detente.files.writing import WriteError, write_whole
from detente.forecasts import RunFolderError, forecast, open_run, packing, save_run
from detente.forecasts import run_folder as folders
from detente.forecasts.alignment import summary
from detente.forecasts.manifest import digest, read_manifest, seal_manifest
from detente.forecasts.run_folder import claim_folder
from detente.report import write_report
from detente.scenario import load, loads

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
OTHER = CASE.replace("A small case", "Another case").replace("position: 10", "position: 20")
TIES = """
detente: 1
title: Two and one
as_of: 2025-01-01
actors:
  a: {label: A, kind: state, capability: 1}
  b: {label: B, kind: state, capability: 2}
  c: {label: C, kind: state, capability: 3}
ties:
  - {kind: ally, from: a, to: b, value: 0.5}
  - {kind: ally, from: a, to: c, value: -0.5}
alignment:
  ingredients: {ally: {label: Alliances, weight: 1}}
"""


@pytest.fixture(scope="module")
def old():
    return forecast(loads(CASE), ["mean"], draws=16, seed=1)


@pytest.fixture(scope="module")
def new():
    return forecast(loads(CASE), ["mean"], draws=16, seed=2)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(CASE)
    return tmp_path


def contents(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))
    }


def run(case="case.yaml", **options):
    usual = {"out": None, "replace": False, "report": False, "sources": None, "json": False, "ktab": False}
    asked = {"models": ["mean"], "issues": None, "draws": 16, "seed": 1, "threads": 1, "without": ()}
    running.run(str(case), load(case), **(usual | asked | options))


def report(what, out=None):
    reporting.report(str(what), out=out, sources=None, json=False)


def web_app(folder):
    (folder / "manifest.json").write_text('{"name": "A web app", "start_url": "/"}')
    (folder / "parts").mkdir()
    (folder / "parts" / "header.html").write_text("<header>")


def own_scenario(folder):
    (folder / "scenario.yaml").write_text(CASE + "# three weeks of work\n")


def own_report(folder):
    (folder / "report.html").write_text("<!doctype html><title>Quarterly report</title>")


def own_parts(folder):
    (folder / "parts" / "0123456789ab").mkdir(parents=True)
    (folder / "parts" / "0123456789ab" / "bolt.step").write_text("a bolt")


def a_list(folder):
    (folder / "manifest.json").write_text("[]")


def a_link(folder):
    (folder / "manifest.json").symlink_to(folder.parent / "case.yaml")


def nearly_a_run(folder):
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "title": "A game", "key": "0123456789ab"}))


@pytest.mark.parametrize(
    ("fill", "named"),
    [
        (web_app, "manifest.json"),
        (own_scenario, "scenario.yaml"),
        (own_report, "report.html"),
        (own_parts, "parts/0123456789ab/bolt.step"),
        (a_list, "manifest.json"),
        (a_link, "manifest.json"),
        (nearly_a_run, "manifest.json"),
    ],
)
def test_what_is_not_a_run_is_refused_by_name_before_any_computing(fill, named, here, old, monkeypatch):
    folder = here / "mine"
    folder.mkdir()
    fill(folder)
    before = contents(here)
    monkeypatch.setattr(run_planning, "plan_forecast", None)
    with pytest.raises(RunFolderError, match=re.escape(named)) as refused:
        run(out=folder, report=True)
    assert str(refused.value).endswith("name a new folder with --out")
    with pytest.raises(RunFolderError, match=re.escape(named)):
        run(out=folder, replace=True)
    with pytest.raises(RunFolderError, match=re.escape(named)):
        save_run(old, folder, replace=True)
    assert contents(here) == before


def test_the_working_folder_is_no_run_folder(here):
    with pytest.raises(RunFolderError, match=r"\. holds other files \(case\.yaml\)"):
        run(out=here.__class__("."))


def test_paths_that_are_no_folder(here, old):
    (here / "dangling").symlink_to(here / "nowhere")
    with pytest.raises(RunFolderError, match="dangling is a symbolic link that leads nowhere"):
        save_run(old, here / "dangling")
    with pytest.raises(RunFolderError, match=r"case\.yaml cannot be made: it is a file"):
        save_run(old, here / "case.yaml")
    with pytest.raises(RunFolderError, match="a part of the path is a file"):
        save_run(old, here / "case.yaml" / "run")
    with pytest.raises(RunFolderError, match="the name is too long"):
        save_run(old, here / ("long" * 100))


def test_a_linked_folder_is_a_folder(here, old):
    (here / "disk").mkdir()
    (here / "runs").symlink_to(here / "disk")
    save_run(old, here / "runs" / "one")
    assert open_run(here / "disk" / "one").data.identical(old.data)


def test_a_link_in_the_place_of_a_runs_file_is_refused(here, old, new):
    folder = save_run(old, here / "run")
    (folder / "forecast.nc").rename(here / "elsewhere.nc")
    (folder / "forecast.nc").symlink_to(here / "elsewhere.nc")
    with pytest.raises(RunFolderError, match=r"holds forecast\.nc, and not as a run has it"):
        save_run(new, folder, replace=True)


def test_files_of_the_users_in_a_run_folder_survive(here, old, new):
    folder = save_run(old, here / "run")
    (folder / "notes.txt").write_text("dear diary")
    (folder / "parts").mkdir()
    (folder / "parts" / "mine.txt").write_text("a part")
    save_run(new, folder, replace=True)
    assert open_run(folder).data.identical(new.data)
    assert (folder / "notes.txt").read_text() == "dear diary"
    assert (folder / "parts" / "mine.txt").read_text() == "a part"


def test_a_report_of_the_users_own_in_a_run_folder_is_refused_before_any_computing(here, monkeypatch):
    run(out=here / "run")
    own_report(here / "run")
    monkeypatch.setattr(run_planning, "plan_forecast", None)
    with pytest.raises(WriteError, match=r"report\.html is not a page of Détente's, and is left unchanged"):
        run(out=here / "run", report=True)
    with pytest.raises(WriteError, match=r"report\.html is not a page of Détente's"):
        report(here / "run")
    assert (here / "run" / "report.html").read_text().endswith("Quarterly report</title>")


def test_another_run_is_replaced_only_when_asked(here, capfd, monkeypatch):
    run(out=here / "run", report=True)
    key = open_run(here / "run").manifest["key"]
    assert key in (here / "run" / "report.html").read_text()
    with monkeypatch.context() as m:
        m.setattr(running, "carry_out_plan", None)
        with pytest.raises(RunFolderError) as refused:
            run(out=here / "run", seed=2)
    assert str(refused.value) == (
        f"{here}/run holds another run (A small case, as of 2025-01-01, 16 draws, seed 1); "
        "name another folder with --out, or add --replace"
    )
    assert open_run(here / "run").manifest["key"] == key
    capfd.readouterr()
    run(out=here / "run", seed=2, replace=True)
    assert "replaced A small case, as of 2025-01-01, 16 draws, seed 1" in capfd.readouterr().err
    assert open_run(here / "run").manifest["seed"] == 2
    # the report was the other run's
    assert not (here / "run" / "report.html").exists()


def test_the_same_run_again_is_made_again_and_said(here, capfd):
    run(out=here / "run", report=True)
    before = contents(here / "run")
    capfd.readouterr()
    run(out=here / "run")
    assert f"{here}/run held the same run, which was made again" in capfd.readouterr().err
    after = contents(here / "run")
    assert {k: v for k, v in after.items() if k != "manifest.json"} == {
        k: v for k, v in before.items() if k != "manifest.json"
    }


def test_commands_that_are_suggested_can_be_typed(here, capfd):
    (here / "my case.yaml").write_text(CASE)
    run("my case.yaml")
    hint = capfd.readouterr().out.partition("write it with: detente ")[2].splitlines()[0]
    assert shlex.split(hint) == ["report", "runs/my case"]
    scenario = here / "runs" / "my case" / "scenario.yaml"
    scenario.write_text(CASE + "# edited")
    with pytest.raises(RunFolderError) as refused:
        report("runs/my case")
    hint = str(refused.value).partition("forecast it with: detente ")[2].partition(",")[0]
    assert shlex.split(hint) == ["run", "runs/my case/scenario.yaml", "--out", "NEW"]


def test_a_folder_without_a_run_is_called_that_before_its_page_is(here):
    (here / "app").mkdir()
    (here / "app" / "report.html").write_text("<title>Mine</title>")
    with pytest.raises(RunFolderError) as refused:
        report("app")
    assert str(refused.value) == (
        "app: no manifest.json, so this is not a finished run; make one with: detente run CASE --out NEW"
    )


def test_a_folder_is_no_case(here):
    run(out=here / "run")
    for folder, example in (("run", ", such as run/scenario.yaml"), (".", "")):
        with pytest.raises(UnknownCaseError) as refused:
            catalog.load(folder)
        assert str(refused.value) == f"{folder} is a folder; name a scenario file{example}"


def test_cases_of_one_file_name_get_folders_of_their_own(here):
    for name, text in (("one", CASE), ("two", OTHER)):
        (here / name).mkdir()
        (here / name / "scenario.yaml").write_text(text)
    run("one/scenario.yaml")
    run("two/scenario.yaml")
    run("one/scenario.yaml", seed=2)
    run("two/scenario.yaml")
    found = {p.name: open_run(p).manifest for p in (here / "runs").iterdir()}
    assert {n: (m["title"], m["seed"]) for n, m in found.items()} == {
        "scenario": ("A small case", 1),
        "scenario-2": ("Another case", 1),
        "scenario-3": ("A small case", 2),
    }


def test_the_report_of_a_case_uses_the_run_that_is_there(here, capfd, monkeypatch):
    (here / "runs").mkdir()
    run(models=None, draws=DRAWS, seed=0)
    before = contents(here / "runs" / "case")
    with monkeypatch.context() as m:
        m.setattr(reporting, "carry_out_plan", None)
        report("case.yaml")
    assert "runs/case holds this run already, which is used again" in capfd.readouterr().err
    after = contents(here / "runs" / "case")
    assert after.pop("report.html")
    assert after == before


def test_the_report_of_a_case_leaves_another_run_alone(here, capfd):
    run(report=True)
    before = contents(here / "runs" / "case")
    capfd.readouterr()
    report("case.yaml")
    assert contents(here / "runs" / "case") == before
    said = capfd.readouterr().err
    assert (
        "runs/case holds another run (A small case, as of 2025-01-01, 16 draws, seed 1), which is kept; "
        "this one is in runs/case-2\nto report on the other run: detente report runs/case\n"
    ) in said
    assert open_run(here / "runs" / "case-2").manifest["draws"] == DRAWS


def test_pages_of_two_cases_without_issues_have_folders_of_their_own(here):
    (here / "case.yaml").write_text(TIES)
    report("case.yaml")
    report("case.yaml")
    first = contents(here / "runs")
    assert list(first) == ["case", "case/report.html"]
    (here / "case.yaml").write_text(TIES.replace("0.5}", "0.7}"))
    report("case.yaml")
    assert contents(here / "runs" / "case") == {"report.html": first["case/report.html"]}
    assert "case-2/report.html" in contents(here / "runs")


@pytest.mark.parametrize("name", ["manifest.json", "forecast.nc", "scenario.yaml"])
def test_a_report_never_goes_over_what_is_no_report(name, here, old):
    folder = save_run(old, here / "run")
    before = contents(here)
    with pytest.raises(WriteError, match=f"{name} is not a page of Détente's, and is left unchanged"):
        report(folder, out=folder / name)
    with pytest.raises(WriteError, match=r"case\.yaml is not a page of Détente's"):
        write_report(old, here / "case.yaml")
    (here / "link.html").symlink_to(here / "case.yaml")
    with pytest.raises(WriteError, match=r"link\.html is a symbolic link"):
        report(folder, out=here / "link.html")
    (here / "link.html").unlink()
    assert contents(here) == before


def test_a_scenario_that_was_edited_since_is_not_overwritten_and_not_reported(here, old, new):
    folder = save_run(old, here / "run")
    edited = (folder / "scenario.yaml").read_text() + "# three weeks of work\n"
    (folder / "scenario.yaml").write_text(edited)
    before = contents(here)
    for attempt in (lambda: save_run(old, folder), lambda: save_run(new, folder, replace=True)):
        with pytest.raises(RunFolderError, match=r"scenario\.yaml was edited after it was run, and stays"):
            attempt()
    with pytest.raises(RunFolderError) as refused:
        report(folder)
    path = folder / "scenario.yaml"
    assert str(refused.value) == (
        f"{path} was edited after it was run, so that the results are no longer its own; "
        f"forecast it with: detente run {path} --out NEW, or put back what was run"
    )
    assert contents(here) == before
    # unless the edited text is what is run: then nothing of it is lost
    run(folder / "scenario.yaml", out=folder, replace=True)
    assert (folder / "scenario.yaml").read_text() == edited
    assert open_run(folder).manifest["seed"] == 1


def without_a_seal(folder):
    """As versions before format 2 wrote it: without the mark, the seal and the digests."""
    manifest, _ = read_manifest(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_manifest_without_a_seal_is_not_a_runs(here, old, new):
    folder = save_run(old, here / "run")
    without_a_seal(folder)
    before = contents(folder)
    with pytest.raises(RunFolderError) as refused:
        open_run(folder)
    assert str(refused.value) == (
        f"{folder}/manifest.json is not the manifest of a run; run the case again, into a new folder"
    )
    with pytest.raises(RunFolderError) as refused:
        save_run(new, folder, replace=True)
    assert str(refused.value) == (
        f"{folder} holds manifest.json, and it is not the manifest of a run; name a new folder with --out"
    )
    assert contents(folder) == before


TIED = (
    CASE
    + """
ties:
  - {kind: ally, from: north, to: south, value: [-1, -0.25, 0.5]}
alignment:
  ingredients: {ally: {label: Alliances, weight: 1}}
"""
)


def test_a_run_keeps_who_sides_with_whom(here):
    made = forecast(loads(TIED), ["mean"], draws=16, seed=1)
    assert made.alignment.draws == 16
    assert made.alignment.seed == 1
    assert [p.actors for p in made.alignment.turning.tips[0].levers] == [("north", "south")]
    folder = save_run(made, here / "run")
    again = open_run(folder)
    assert again.alignment == made.alignment
    assert again.data.identical(made.data)
    assert sorted(contents(folder)) == ["forecast.nc", "manifest.json", "scenario.yaml"]


def test_only_the_ties_of_the_day_make_an_alignment(here):
    assert forecast(loads(CASE), ["mean"], draws=4).alignment is None
    assert forecast(loads(TIED), ["mean"], draws=4, alignment=False).alignment is None
    later = TIED.replace("to: south, value", "to: south, since: 2026-01-01, value")
    made = forecast(loads(later), ["mean"], draws=4)
    assert made.alignment is None
    assert open_run(save_run(made, here / "run")).alignment is None


def test_no_alignment_is_computed_without_ties(monkeypatch):
    monkeypatch.setattr(summary, "build_situation", None)
    assert forecast(loads(CASE), ["mean"], draws=4).alignment is None


def test_progress_names_the_alignment_if_there_is_one():
    parts = []
    for text in (CASE, TIED):
        parts.append([])
        forecast(loads(text), ["mean"], draws=4, progress=lambda part, *_: parts[-1].append(part))
    assert ["who sides with whom" in each for each in parts] == [False, True]


def test_more_draws_than_an_alignment_takes_do_not_change_it():
    made = forecast(loads(TIED), ["mean"], draws=2048)
    assert made.alignment.draws == 1024


def test_a_run_without_its_alignment_opens_and_the_report_says_so(here, capfd):
    (here / "case.yaml").write_text(TIED)
    folder = save_run(forecast(load(here / "case.yaml"), ["mean"], draws=16, alignment=False), here / "run")
    assert open_run(folder).alignment is None
    report(folder)
    said = capfd.readouterr().err
    assert (
        "this run was made by a version that did not keep alignments; run the case again to report who "
        "sides with whom\n"
    ) in said
    run(out=here / "new", report=True)
    assert "kept no alignments" not in capfd.readouterr().err


def test_an_alignment_of_another_version_is_refused(here, monkeypatch):
    made = forecast(loads(TIED), ["mean"], draws=16)
    with monkeypatch.context() as m:
        m.setattr(packing, "to_plain", lambda _: {"title": "Another shape"})
        folder = save_run(made, here / "run")
    with pytest.raises(RunFolderError) as refused:
        open_run(folder)
    assert str(refused.value) == (
        f"{folder}/forecast.nc keeps its alignment as another version of Détente made it; "
        "run the case again, into a new folder"
    )


def change(name, make):
    def damage(folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps(make(manifest)))

    damage.__name__ = name
    return damage


DAMAGE = [
    lambda f: (f / "forecast.nc").unlink(),
    lambda f: (f / "forecast.nc").write_bytes(b""),
    lambda f: (f / "forecast.nc").write_bytes(os.urandom(5000)),
    lambda f: (f / "forecast.nc").write_bytes((f / "forecast.nc").read_bytes()[:-3000]),
    lambda f: (f / "scenario.yaml").unlink(),
    lambda f: (f / "scenario.yaml").write_bytes(b"\xff\xfe\x00"),
    lambda f: (f / "manifest.json").unlink(),
    lambda f: (f / "manifest.json").write_bytes(b"\x00\xff"),
    lambda f: (f / "manifest.json").write_text("[" * 100_000),
    lambda f: (f / "manifest.json").write_text("7"),
    change("list", lambda m: [m]),
    change("models", lambda m: {**m, "models": "mean"}),
    change("model", lambda m: {**m, "models": [["mean"]]}),
    change("label", lambda m: {**m, "models": [{k: v for k, v in m["models"][0].items() if k != "label"}]}),
    change("draws", lambda m: {**m, "draws": "many"}),
    change("fewer draws", lambda m: {**m, "draws": 3}),
    change("seed", lambda m: {**m, "seed": True}),
    change("issues", lambda m: {**m, "issues": [7]}),
    change("other issues", lambda m: {**m, "issues": ["tax"]}),
    change("key", lambda m: {**m, "key": 12}),
    change("no title", lambda m: {k: v for k, v in m.items() if k != "title"}),
    change("versions", lambda m: {**m, "versions": []}),
    change("links", lambda m: {**m, "links": "none"}),
    change("left out", lambda m: {**m, "left_out": []}),
    change("format", lambda m: {**m, "format": [1]}),
]


def seal_anew(folder):
    """Vouch for what a folder holds, if its manifest still is one."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        del manifest["detente"], manifest["seal"]
        files = manifest.pop("files")
    except (OSError, ValueError, RecursionError, TypeError):
        return
    for name in files:
        with suppress(FileNotFoundError):
            files[name] = digest((folder / name).read_bytes())
    (folder / "manifest.json").write_bytes(seal_manifest(manifest, files))


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_run_is_one_line_that_names_the_file(damage, sealed, here, old):
    folder = save_run(old, here / "run")
    before = contents(folder)
    damage(folder)
    if sealed:
        seal_anew(folder)
    names = [n for n, data in before.items() if contents(folder).get(n) != data]
    with pytest.raises(RunFolderError) as refused:
        open_run(folder)
    message = str(refused.value)
    assert "\n" not in message
    assert any(name in message for name in names)
    assert "; " in message  # what to do


def test_a_run_of_the_format_before_is_refused_with_what_to_do(here, old):
    folder = save_run(old, here / "run")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 1}))
    with pytest.raises(RunFolderError) as refused:
        open_run(folder)
    assert str(refused.value) == (
        f"{folder / 'manifest.json'} has format 1, but this version reads 2; "
        "run the case again, into a new folder"
    )


def test_the_numbers_of_another_run_are_not_this_ones(here, old):
    other = forecast(loads(CASE), ["nash"], draws=16, seed=1)
    folder = save_run(old, here / "one")
    shutil.copy(save_run(other, here / "other") / "forecast.nc", folder / "forecast.nc")
    with pytest.raises(RunFolderError) as refused:
        open_run(folder)
    assert str(refused.value) == (
        f"{folder}/forecast.nc cannot be read: it is not what this run wrote; "
        "run the case again, into a new folder"
    )
    seal_anew(folder)
    with pytest.raises(RunFolderError) as refused:
        open_run(folder)
    assert str(refused.value) == (
        f"{folder}/forecast.nc cannot be read: it and manifest.json are not of one run; "
        "run the case again, into a new folder"
    )


def test_a_run_whose_numbers_are_damaged_can_be_made_again(here, old):
    folder = save_run(old, here / "run")
    (folder / "forecast.nc").write_bytes(b"\x89HDF half a file")
    save_run(old, folder)
    assert open_run(folder).data.identical(old.data)


def test_of_two_runs_at_once_one_is_refused_before_it_computes(here, monkeypatch):
    monkeypatch.setattr(run_planning, "plan_forecast", None)
    for out, folder in ((here / "run", here / "run"), (None, here / "runs" / "case")):
        with claim_folder(folder):
            with pytest.raises(
                RunFolderError, match=f"is being written by process {os.getpid()} on "
            ) as refused:
                run(out=out)
            assert str(refused.value).endswith("wait for it, or name another folder with --out")
    # a folder in which nothing was written goes again
    assert sorted(p.name for p in here.iterdir()) == ["case.yaml"]


def test_models_that_cannot_use_a_scenario_leave_nothing_behind(here):
    (here / "case.yaml").write_text(CASE.replace(", reversion: [20, 40]", ""))
    with pytest.raises(WrongCallError, match="none of the models asked for can use this scenario"):
        run(models=["influence"])
    assert sorted(p.name for p in here.iterdir()) == ["case.yaml"]


def test_a_reader_meanwhile_sees_one_run_or_the_other(here, old, new, monkeypatch):
    folder = save_run(old, here / "run")
    seen = []

    def look(path, content, **named):
        seen.append(open_run(folder).manifest["seed"])
        write_whole(path, content, **named)
        seen.append(open_run(folder).manifest["seed"])

    monkeypatch.setattr(folders, "write_whole", look)
    save_run(new, folder, replace=True)
    assert seen == [1, 1, 1, 1, 1, 2]


def test_a_file_is_written_by_one_process_at_a_time(tmp_path):
    def inner(out):
        with pytest.raises(WriteError, match=r"page\.html is being written by another process"):
            write_whole(tmp_path / "page.html", b"second")
        out.write(b"first")

    write_whole(tmp_path / "page.html", inner)
    assert contents(tmp_path) == {"page.html": b"first"}


def test_what_fails_half_way_leaves_what_was_there(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("before")

    def fail(out):
        out.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(
        WriteError,
        match=r"page\.html cannot be written: the disk is full; make room there and try again",
    ):
        write_whole(page, fail)
    assert contents(tmp_path) == {"page.html": b"before"}
