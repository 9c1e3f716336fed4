import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser

import numpy as np
import pytest
from bs4 import BeautifulSoup

from detente.forecasts import Forecast, forecast, save_run
from detente.report import report_html, write_report
from detente.report.page import linked
from detente.scenario import loads

from .conftest import CASE

VOID = {"meta", "br", "line", "path"}


class Balance(HTMLParser):
    """Fails where an element is closed that is not open, or left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def check(page: str) -> BeautifulSoup:
    """What holds of every page: well formed, nothing loaded, every link leads somewhere, no script."""
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    soup = BeautifulSoup(page, "html.parser")
    assert soup.html["lang"] == "en"
    assert not soup.find_all(["script", "link", "img", "iframe", "object", "embed", "base", "use", "image"])
    ids = Counter(e["id"] for e in soup.find_all(id=True))
    assert [i for i, n in ids.items() if n > 1] == []
    for element in soup.find_all(True):
        assert not [a for a in element.attrs if a.startswith("on") or a in {"src", "srcset", "xlink:href"}]
        href = element.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids, href
        else:
            assert href == "" or re.match(r"https://doi\.org/10\.", href), href
    style = str(soup.style.string)
    assert "url(" not in style and "@import" not in style
    assert not re.search(r"\bnan\b", soup.get_text(" "), re.IGNORECASE)
    for svg in soup.find_all("svg"):
        assert svg["role"] == "img" and svg["aria-label"]
        assert not [w for w in ("NaN", "undefined", "Infinity", "null") if w in str(svg)]
    return soup


def test_the_page_says_what_the_scenario_says(made):
    soup = check(report_html(made))
    text = soup.get_text(" ")
    assert soup.h1.get_text() == "Who pays for the bridge"
    assert "As of 1 March 2025" in soup.header.get_text()
    for passage in made.scenario.passages.values():
        assert passage.exact in [q.get_text() for q in soup.find_all("q")]
    for figure in made.scenario.figures.values():
        row = soup.find(id="f.traffic").get_text(" ")
        assert "1,234.5" in row and figure.unit in row and figure.dataset in row and str(figure.year) in row
    for issue in made.scenario.issues.values():
        assert issue.question in text
        assert all(label in text for label in issue.scale.values())
    assert made.scenario.notes in text
    assert made.manifest["scenario_sha256"] in text
    for model in made.manifest["models"]:
        section = soup.find(id=f"m.{model['label']}").get_text(" ")
        assert model["name"] in section
        assert all(reference in section for reference in model["references"])


def test_every_number_leads_to_what_it_rests_on_and_back(made):
    soup = check(report_html(made))
    for path, quantity in made.scenario.quantities().items():
        anchor = "n." + path.replace("/", ":")
        cell = soup.find(id=anchor).parent
        links = {a["href"] for a in cell.find_all("a", class_="on")}
        wanted = {f"#p.{i}" if i in made.scenario.passages else f"#f.{i}" for i in quantity.because}
        assert links == (wanted or {f"#a.{anchor[2:]}"})
        for link in links:
            assert soup.find(id=link[1:]).find("a", href=f"#{anchor}"), path


def test_the_tables_hold_the_summary(made):
    soup = check(report_html(made))
    summary = made.summary()[0]
    rows = soup.find(id="i.toll").find("table", class_="intervals").tbody.find_all("tr")
    assert len(rows) == len(summary.models)
    for row, m in zip(rows, summary.models, strict=True):
        cells = [c.get_text(" ", strip=True) for c in row.find_all("td")]
        ends = [f"{a:.0f} to {b:.0f}" for a, b in m.intervals.values()]
        ends = ["one outcome"] if m.single else ends
        assert cells == [f"{m.median:.0f}", f"{m.mean:.0f}", *ends]
    rows = soup.find(id="i.toll").find("table", class_="stretches").tbody.find_all("tr")
    widths = [float(b["style"][6:-1]) for b in rows[0].find_all("span", class_="bar")]
    on = [p for i, p in enumerate(summary.models[0].points) if any(m.points[i] for m in summary.models)]
    assert widths == pytest.approx([100 * p for p in (*summary.models[0].stretches, *on)], abs=0.05)


def test_the_basis_is_counted(made):
    rows = check(report_html(made)).find("table", class_="shares").tbody.find_all("tr")
    counts = {r.th.get_text(): [int(c.get_text()) for c in r.find_all("td")] for r in rows}
    # by hand, from the case: toll has 1 passage, 1 figure (the reversion), 5 assumptions; gate 4 assumptions
    assert counts == {
        "All numbers": [1, 2, 13, 16],
        "Capabilities": [0, 1, 4, 5],
        "The toll": [1, 1, 5, 7],
        "gate": [0, 0, 4, 4],
    }


def test_passages_are_compared_with_the_sources_where_given(made, tmp_path):
    (tmp_path / "letter.txt").write_text("We say: the toll must be high.", encoding="utf-8")
    soup = check(report_html(made, sources=tmp_path))
    said = {p: soup.find(id=f"p.{p}").find(class_="status").get_text() for p in ("toll", "gone")}
    assert said == {"toll": "verified", "gone": "orphaned"}
    assert "1 orphaned, 1 verified" in soup.get_text()
    assert not check(report_html(made)).find(class_="status")


def test_a_model_without_an_outcome_says_why(made):
    soup = check(report_html(made))
    row = soup.find(id="i.gate").find("table", class_="intervals").find("a", href="#m.nash").find_parent("tr")
    assert "the issue does not state what holds if nothing is agreed" in row.get_text()
    assert "the scenario states nothing" in soup.find(id="i.gate").get_text()


def test_a_model_that_is_left_out_says_why(case):
    soup = check(report_html(forecast(case, ["influence"], draws=8)))
    assert "influence is left out: there are no ties of influence" in soup.find(id="methods").get_text()
    assert not soup.find("a", href="#m.influence")


def test_hostile_words_are_inert(made, hostile):
    page = report_html(hostile)
    soup = check(page)
    assert soup.h1.get_text().startswith("title <script>")
    assert "{{ 7 * 191 }}" in page and "1337" not in soup.h1.get_text()
    plain = BeautifulSoup(report_html(made), "html.parser")
    assert {e.name for e in soup.find_all(True)} == {e.name for e in plain.find_all(True)}
    # a text that turns the reading direction turns nothing outside its own element
    turned = soup.main.find_all(string=re.compile("\u05d0"))
    assert turned
    for element in turned:
        assert element.find_parent("bdi")


def test_the_same_forecast_gives_the_same_bytes(made, tmp_path):
    save_run(made, tmp_path / "run")
    code = (
        "import sys; from pathlib import Path; from detente.forecasts import open_run;"
        "from detente.report import write_report; write_report(open_run(sys.argv[1]), sys.argv[2])"
    )
    pages = []
    for seed in "12":
        page = tmp_path / f"{seed}.html"
        call = [sys.executable, "-c", code, str(tmp_path / "run"), str(page)]
        subprocess.run(call, check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)})
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]


def test_the_page_is_written_whole_or_not_at_all(made, tmp_path):
    page = write_report(made, tmp_path / "new" / "report.html")
    assert page == tmp_path / "new" / "report.html"
    assert page.read_text(encoding="utf-8") == report_html(made)
    taken = tmp_path / "taken"
    (taken / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        write_report(made, taken)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new", "taken"]


def build(actors: int, scale: str = "{0: low, 100: high}", extra: str = "") -> str:
    names = [f"a{i}" for i in range(actors)]
    lines = [
        "detente: 1",
        "title: T",
        "as_of: 2025-01-01",
        "issues:",
        f"  x: {{question: Q?, scale: {scale}}}",
    ]
    lines += ["actors:"] + [f"  {n}: {{label: Actor {n}, kind: state, capability: 1}}" for n in names]
    lines += ["stances:"]
    lines += [
        f"  - {{actor: {n}, issue: x, position: [{i % 50}, {i % 50 + 30}], salience: 50}}"
        for i, n in enumerate(names)
    ]
    return "\n".join(lines) + extra


@pytest.mark.parametrize("actors", [1, 100])
@pytest.mark.parametrize("draws", [1, 64])
def test_one_actor_and_a_hundred_and_one_draw(actors, draws):
    soup = check(report_html(forecast(loads(build(actors)), ["nash"], draws=draws)))
    rows = soup.find("table", class_="positions").tbody.find_all("tr")
    assert len(rows) == actors
    assert "quotes no source" in soup.get_text() and "names no published figure" in soup.get_text()


def test_long_words_and_crowded_labels():
    scale = "{" + ", ".join(f"{at}: {'word ' * 30}{'x' * 300}" for at in (0, 1, 2, 50, 51, 99, 100)) + "}"
    made = forecast(loads(build(3, scale)), ["nash"], draws=8)
    soup = check(report_html(made))
    heads = [th.span.get_text() for th in soup.find("table", class_="stretches").thead.find_all("th")[1:]]
    assert heads[:6] == ["0 to 1", "1 to 2", "2 to 50", "50 to 51", "51 to 99", "99 to 100"]
    assert set(heads[6:]) <= {"at 0", "at 1", "at 2", "at 50", "at 51", "at 99", "at 100"}


def with_outcome(made: Forecast, change) -> Forecast:
    data = made.data.copy(deep=True)
    change(data["outcome"])
    return Forecast(data, made.scenario, made.manifest)


def test_models_without_any_outcome(made):
    def erase(outcome):
        outcome[:] = np.nan

    text = check(report_html(with_outcome(made, erase))).get_text(" ")
    assert "No model has an outcome on this issue." in text


def test_a_model_with_an_outcome_in_some_draws(made):
    def erase(outcome):
        outcome.sel(model="nash", issue="toll")[:64] = np.nan

    row = check(report_html(with_outcome(made, erase))).find(id="i.toll").find("table", class_="intervals").tr
    found = row.find_next("a", href="#m.nash").find_parent("tr").get_text(" ")
    assert "an outcome in 75\u00a0% of draws" in found


def test_draws_that_are_all_alike(made):
    def level(outcome):
        outcome[:] = 42.0

    brief = " ".join(check(report_html(with_outcome(made, level))).find(class_="brief").get_text().split())
    assert (
        "42, near “a little more” (43). Every draw gives the same outcome. The models agree on the median."
        in brief
    )


def test_some_issues_only(case):
    soup = check(report_html(forecast(case, ["nash"], issues=["gate"], draws=16)))
    assert not soup.find(id="i.toll")
    assert "(not shown in this report)" in soup.find(id="p.toll").get_text()


def test_a_model_that_is_not_installed_here(made):
    manifest = {**made.manifest, "models": [dict(m) for m in made.manifest["models"]]}
    for m in manifest["models"]:
        m["model"] = "of-another-package"
    check(report_html(Forecast(made.data, made.scenario, manifest)))


def test_references_link_to_their_identifiers_only():
    assert str(linked('A "b" <i>. doi:10.1234/x(1)-2<3>.')) == (
        'A &#34;b&#34; &lt;i&gt;. <a href="https://doi.org/10.1234/x(1)-2">doi:10.1234/x(1)-2</a>&lt;3&gt;.'
    )
    assert str(linked("See https://example.org/10.1/x and javascript:1")) == (
        "See https://example.org/10.1/x and javascript:1"
    )


def test_the_bundled_case_is_quick_and_light(shared):
    import detente

    made = forecast(detente.load("alaska-2025"), ["nash"], draws=512)
    report_html(made)  # compiles kernels where they are not yet, which is work of another kind
    calls = 0

    def count(_frame, event, _what):
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        page = report_html(made, sources=shared / "sources")
    finally:
        sys.setprofile(before)
    assert calls < 10_000_000  # work that takes a few seconds, counted so that a slow day changes nothing
    assert len(page.encode()) < 2_000_000
    assert not re.search(r'class="status (?!verified)', page)
    check(page)


@pytest.mark.parametrize(("draws", "bar"), [(7, "lowest to highest draw"), (128, "80 % interval")])
def test_bars_of_few_draws_are_not_intervals(draws, bar):
    made = forecast(loads(CASE), ["mean"], draws=draws, seed=3)
    page = " ".join(BeautifulSoup(report_html(made), "html.parser").get_text(" ").split())
    assert ("80 % interval" in page) == (draws == 128)
    issue = next(s for s in made.summary() if not next(m for m in s.models if m.model == "mean").single)
    drawn = made.outcome("mean", issue.issue)
    low, high = np.quantile(drawn, [0.1, 0.9]) if draws == 128 else (drawn.min(), drawn.max())
    assert f"{np.median(drawn):.0f} ({low:.0f} to {high:.0f})" in page
    assert page.count(f"median and {bar}") == len(made.issues)
