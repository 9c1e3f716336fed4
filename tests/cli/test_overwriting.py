"""Commands write over nothing that is not their own, and say so before they compute."""

import json
import os
from pathlib import Path

import pytest

from detente import catalog
from detente.backtest.calibrate import write
from detente.backtest.documents import Calibration, FittedOn
from detente.backtest.durations.page import HEAD
from detente.cli.commands import align, backtest, baserate, calibrate, check
from detente.errors import WrongCallError
from detente.files.writing import WriteError, check_free
from detente.report.charts.backtest import check_pictures
from detente.report.charts.duration import draw_calibration

FIT = Calibration(
    format=1, model="blend", coefficients={}, fitted_on=FittedOn("f", "d", 1, 1.0, ()), cross_validation={}
)


@pytest.mark.parametrize("name", ["errors.svg", "reliability.svg", "backtest.json"])
def test_backtest(name, tmp_path, monkeypatch):
    monkeypatch.setattr(backtest, "score", None)
    monkeypatch.setattr(backtest, "read_decided", lambda _: [1])
    (tmp_path / name).write_text("<svg mine/>")
    with pytest.raises(
        WriteError, match=rf"{name} is not .* of a backtest, and is left unchanged; name another"
    ):
        backtest.backtest(tmp_path / "data.csv", models=None, seed=0, out=tmp_path, json=False)
    assert (tmp_path / name).read_text() == "<svg mine/>"


def test_pictures_of_an_earlier_backtest_are_replaced(tmp_path):
    (tmp_path / "errors.svg").write_text('<svg data-generator="detente backtest" version="1.1">')
    check_pictures(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("baserate-scores.md", "# How base rates scored\n\nMy own notes"),
        ("baserate-scores.md", "My thesis quotes\n# How base rates scored\n"),
        (
            "images/baserate-calibration.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><title>mine</title></svg>',
        ),
    ],
)
def test_scores_of_base_rates(name, text, tmp_path):
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text(text)
    with pytest.raises(WriteError, match=r"is not a p.* of .*, and is left unchanged; name another"):
        baserate._check_page(tmp_path)


def test_scores_of_base_rates_replace_earlier_ones(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "baserate-calibration.svg").write_text(draw_calibration([]))
    (tmp_path / "baserate-scores.md").write_text(HEAD + "\n\n...")
    baserate._check_page(tmp_path)


def test_a_pipe_or_device_is_never_read_to_learn_whose_it_is(tmp_path):
    os.mkfifo(tmp_path / "fit.json")

    def ours(path):
        raise AssertionError(path)

    for path in (tmp_path / "fit.json", "/dev/zero"):
        with pytest.raises(WriteError, match="is not a page, and is left unchanged"):
            check_free(Path(path), ours, "a page")


def test_calibrate(tmp_path, monkeypatch):
    monkeypatch.setattr(calibrate, "fit", None)
    mine = tmp_path / "package.json"
    mine.write_text('{"name": "mine"}')
    with pytest.raises(
        WriteError, match=r"package\.json is not a file that calibrate wrote, and is left unchanged"
    ):
        calibrate.calibrate(tmp_path / "data.csv", seed=0, out=mine, json=False)
    with pytest.raises(WriteError, match=r"package\.json is not a file that calibrate wrote"):
        write(FIT, mine)
    assert mine.read_text() == '{"name": "mine"}'
    for _ in range(2):
        write(FIT, tmp_path / "blend.json")
    assert json.loads((tmp_path / "blend.json").read_text())["fitted_on"]["file"] == "f"


def test_align(tmp_path, monkeypatch):
    monkeypatch.setattr(align, "read_situation", None)
    mine = tmp_path / "thesis.html"
    mine.write_text("<title>A thesis</title>")
    with pytest.raises(WriteError, match=r"thesis\.html is not a page of Détente's"):
        align.show_alignment(
            ["before-1914"],
            at=None,
            ingredients=None,
            blocs=None,
            draws=8,
            seed=0,
            every=False,
            out=mine,
            json=False,
        )


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match=r"blend\.json cannot be written: .*file is a file"):
        write(FIT, tmp_path / "file" / "blend.json")
    with pytest.raises(WriteError, match="is a folder; name another file with --out"):
        write(FIT, tmp_path)


def test_reanchor_never_touches_the_installation(tmp_path, monkeypatch):
    monkeypatch.setattr(check, "verify", None)
    bundled = catalog.path("alaska-2025")
    before = bundled.read_bytes()
    link = tmp_path / "mine.yaml"
    link.symlink_to(bundled)
    for path in (bundled, link):
        with pytest.raises(
            WrongCallError, match="is part of Détente's installation, which --reanchor does not change"
        ):
            check.check(path, tmp_path, move=True, json=False)
    assert bundled.read_bytes() == before


def test_reanchor_leaves_a_file_that_can_only_be_read(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_bytes(catalog.path("alaska-2025").read_bytes())
    case.chmod(0o444)
    with pytest.raises(WrongCallError, match=r"case\.yaml is read-only; make it and its folder writable"):
        check.check(case, tmp_path, move=True, json=False)
