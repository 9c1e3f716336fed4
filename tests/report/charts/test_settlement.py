import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from detente.report.charts import settlement

SVG = "{http://www.w3.org/2000/svg}"
SCALE = {0.0: "none", 45.0: "half", 47.0: "a little more than half", 100.0: "everything"}
NONE = np.array([])


def pictures(drawn: str) -> list[ET.Element]:
    return list(ET.fromstring(f"<both>{drawn}</both>"))  # noqa: S314  our own chart


def texts(picture: ET.Element) -> list[str]:
    return [t.text or "" for t in picture.iter(f"{SVG}text")]


def test_every_chart_comes_wide_and_narrow_and_says_what_it_shows():
    drawn = settlement.overview(
        [settlement.Brief("Toll", 40, 30, 50, (20, 60), ("none", "all"))], 'a "toll" <b>'
    )
    wide, narrow = pictures(drawn)
    for picture, width, name in ((wide, 760, "wide"), (narrow, 360, "narrow")):
        assert picture.get("role") == "img"
        assert picture.get("aria-label") == 'a "toll" <b>'
        assert picture.get("viewBox").startswith(f"0 0 {width} ")
        assert picture.get("class") == f"chart {name}"
        assert {"Toll", "40", "none", "all"} <= set(texts(picture))


def test_marks_lie_where_the_numbers_are():
    """In the wide chart, 0 is at 196 and 100 at 746."""
    wants = [settlement.Want("North", 10, 40, 90, 1.0), settlement.Want("South", 20, 20, 20, 0.25)]
    wide, _ = pictures(settlement.positions(wants, NONE, {0.0: "low", 100.0: "high"}, "x"))
    lines = [e for e in wide.iter(f"{SVG}line") if e.get("stroke") == "var(--actor)"]
    assert float(lines[0].get("x1")) == pytest.approx(196 + 0.1 * 550)
    assert float(lines[0].get("x2")) == pytest.approx(196 + 0.9 * 550)
    dots = [e for e in wide.iter(f"{SVG}circle") if e.get("fill") == "var(--actor)"]
    assert [float(d.get("cx")) for d in dots] == pytest.approx([416, 306])
    radii = [float(d.get("r")) for d in dots]
    assert (radii[0] / radii[1]) ** 2 == pytest.approx(4, rel=0.01)


def test_a_density_peaks_over_its_mode():
    x = np.random.default_rng(0).normal(70, 4, 4000)
    wide, _ = pictures(settlement.outcomes([settlement.Ridge("m", x)], {0.0: "low", 100.0: "high"}, "x"))
    outline = next(e for e in wide.iter(f"{SVG}path") if e.get("fill") == "var(--model-soft)")
    path = [tuple(map(float, p.split(","))) for p in outline.get("d")[1:].split("L")]
    peak = min(path, key=lambda p: p[1])
    assert peak[0] == pytest.approx(196 + 0.7 * 550, abs=8)


def test_one_value_is_a_spike_and_no_value_says_why():
    ridges = [
        settlement.Ridge("one", np.full(9, 25.0)),
        settlement.Ridge("none", NONE, why="no outcome: it needs a reversion point"),
        settlement.Ridge("base", np.full(9, 75.0), baseline=True),
    ]
    for picture in pictures(settlement.outcomes(ridges, SCALE, "x")):
        assert not [e for e in picture.iter(f"{SVG}path") if e.get("fill") == "var(--model-soft)"]
        assert {"one", "none", "base", "Baselines", "25", "75"} <= set(texts(picture))
        assert "no outcome: it needs a reversion point" in texts(picture)


def test_labels_of_the_scale_are_in_the_wide_chart_and_their_numbers_in_both():
    wide, narrow = pictures(settlement.positions([settlement.Want("North", 1, 2, 3, 1)], NONE, SCALE, "x"))
    assert "47 a little more than half" in texts(wide)
    for picture in (wide, narrow):
        assert {"0", "45", "47", "100"} <= set(texts(picture))


@pytest.mark.parametrize(
    "text", ["</text><script>x</script>", "a & b < c > d", '" onload="x', "\x00\x1b\ud83d", ""]
)
def test_words_stay_words(text):
    ridge = settlement.Ridge(text, np.array([1.0, 2.0, 9.0]))
    want = settlement.Want(text, 1, 2, 3, 1)
    brief = settlement.Brief(text, 1, 0, 2, (), (text, text))
    scale = {0.0: text, 100.0: text}
    for drawn in (
        settlement.outcomes([ridge], scale, text),
        settlement.positions([want], NONE, scale, text),
        settlement.overview([brief], text),
        settlement.draw_basis([settlement.Share(text, 1, 1, 1)], text),
    ):
        for picture in pictures(drawn):
            assert {e.tag for e in picture.iter()} <= {
                f"{SVG}{t}" for t in ("svg", "circle", "path", "line", "text")
            }
            assert not [a for e in picture.iter() for a in e.attrib if a.startswith("on") or "href" in a]


def test_the_bar_of_a_basis_is_as_long_as_its_share():
    wide, _ = pictures(settlement.draw_basis([settlement.Share("all", 5, 3, 2)], "x"))
    bars = {e.get("stroke"): float(e.get("x2")) - float(e.get("x1")) for e in wide.iter(f"{SVG}line")}
    whole = sum(bars.values())
    shares = {kind: bars[f"var(--{kind})"] / whole for kind in ("passage", "figure", "assumption")}
    assert shares == pytest.approx({"passage": 0.5, "figure": 0.3, "assumption": 0.2}, abs=1e-3)
    assert {"50 %", "30 %", "20 %"} <= set(texts(wide))


def test_a_basis_of_no_numbers_is_an_empty_bar():
    wide, _ = pictures(settlement.draw_basis([settlement.Share("none", 0, 0, 0)], "x"))
    assert "0" in texts(wide)


def test_the_same_chart_twice_is_the_same_text():
    x = np.random.default_rng(0).normal(50, 9, 500)
    once, again = (settlement.outcomes([settlement.Ridge("m", x)], SCALE, "x") for _ in range(2))
    assert once == again


def test_a_scale_of_a_thousand_labels_shows_some_of_them():
    scale = {at / 10: f"label {at}" for at in range(1001)}
    picture = settlement.outcomes([settlement.Ridge("mean", np.array([20.0, 30.0]))], scale, "x")
    assert "label 0" in picture and "label 1000" in picture
    assert len(set(re.findall(r"label \d+", picture))) == settlement.POINTS
