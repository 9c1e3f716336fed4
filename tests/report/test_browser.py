"""The page as a reader sees it: offline, in light and dark, on a phone and a desk."""

import os
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from detente.forecasts import forecast
from detente.report import write_report
from detente.scenario import loads

from .conftest import CASE
from .test_alignment import TIES

pytestmark = pytest.mark.browser

# every visible text against the nearest filled background: the darkest corner of a page is a small grey note
CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = parse(c).map(v => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if ((parse(c)[3] ?? 1) === 1) return c; } return 'rgb(255, 255, 255)'; };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = new Set();
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, s = getComputedStyle(e);
    if (!walk.currentNode.data.trim() || !e.getClientRects().length) continue;
    const svg = e.tagName === 'text';
    if (svg && e.getAttribute('fill').startsWith('var(--on-')) continue;
    const [a, b] = [light(svg ? s.fill : s.color), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.add(`${ratio.toFixed(2)} ${e.tagName}: ${walk.currentNode.data.trim()}`);
  }
  return [...poor];
}"""


@pytest.fixture(scope="module")
def browser():
    def absent(why: str) -> None:
        if os.environ.get("DETENTE_REQUIRE_ALL") == "1":
            pytest.fail(why)
        pytest.skip(why)

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        absent("no Chromium: make browser installs it on Debian")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("no playwright: it comes with the extra 'dev'")
    quiet = ("quic", "background-networking", "component-update", "sync", "gpu", "dev-shm-usage")
    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--no-first-run", *(f"--disable-{q}" for q in quiet)],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(made, hostile, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    long = loads(
        "detente: 1\ntitle: " + "x" * 200 + "\nas_of: 2025-01-01\n"
        "issues: {" + "i" * 80 + ": {question: " + "q" * 200 + ", scale: {0: " + "l" * 90 + ", 100: high}}}\n"
        "actors: {" + "a" * 120 + ": {label: " + "b" * 120 + ", kind: state, capability: 1}}\n"
        "stances: [{actor: " + "a" * 120 + ", issue: " + "i" * 80 + ", position: 3, salience: 4}]"
    )
    tied = forecast(loads(CASE + TIES), ["nash"], draws=64)
    every = {"tied": tied, "plain": made, "hostile": hostile, "long": forecast(long, ["nash"], draws=8)}
    return {name: write_report(f, folder / f"{name}.html") for name, f in every.items()}


@pytest.mark.parametrize("name", ["plain", "tied", "hostile", "long"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_opens_offline(browser, pages, name, scheme, width):
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = pages[name].as_uri()
    page.goto(address)
    assert heard == []
    assert asked == [address]
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
    shown = page.evaluate(
        "[...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width > 0)"
        ".map(s => s.getAttribute('class'))"
    )
    assert set(shown) == {"chart narrow" if width < 640 else "chart wide"}
    context.close()


def test_no_script_runs_and_nothing_is_loaded_even_if_it_stood_in_the_page(browser, pages, tmp_path):
    text = pages["plain"].read_text(encoding="utf-8")
    foreign = (
        "<script>window.pwned = 1</script><img src='https://example.org/x.png' onerror='window.pwned = 2'>"
    )
    bad = tmp_path / "bad.html"
    bad.write_text(text.replace("</main>", f"{foreign}</main>"), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    failed: list[str | None] = []
    page.on("requestfailed", lambda request: failed.append(request.failure))
    page.goto(bad.as_uri())
    assert page.evaluate("window.pwned") is None
    assert failed == ["csp"]
    context.close()


def test_charts_take_the_colours_of_the_page(browser, pages):
    seen = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(pages["plain"].as_uri())
        seen[scheme] = page.evaluate("getComputedStyle(document.querySelector('svg text')).fill")
        page.emulate_media(media="print", color_scheme=scheme)
        seen[f"{scheme} print"] = page.evaluate("getComputedStyle(document.querySelector('svg text')).fill")
        context.close()
    assert seen["dark"] != seen["light"]
    assert seen["dark print"] == seen["light print"] == seen["light"]


def test_an_assumption_opens_when_it_is_followed(browser, pages):
    context = browser.new_context()
    page = context.new_page()
    page.goto(pages["plain"].as_uri())
    link = page.locator("a.on.assumption").first
    target = link.get_attribute("href")[1:]
    assert not page.locator(f"[id='{target}']").is_visible()
    link.click()
    assert page.locator(f"[id='{target}']").is_visible()
    context.close()


def test_words_on_bars_stand_out_from_them():
    style = files("detente.report").joinpath("style.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in style.split("@media screen")[:2]
    )

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    def ratio(a: str, b: str) -> float:
        high, low = sorted((luminance(a), luminance(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for colours in (light, dark):
        for kind in ("passage", "figure", "assumption"):
            assert ratio(colours[kind], colours[f"on-{kind}"]) >= 4.5
        # marks that carry meaning
        for mark in ("headline", "model", "baseline", "reversion", "actor", "member", "axis"):
            assert ratio(colours[mark], colours["paper"]) >= 3


# rows that are much taller than what is seen of them: blank on a phone until one scrolls
BLANK = """() => [...document.querySelectorAll('.scroll')].flatMap(box => {
  const edge = box.getBoundingClientRect().right;
  return [...box.querySelectorAll('tbody tr')].filter(row => {
    const seen = [...row.cells].filter(c => c.getBoundingClientRect().left < edge - 40).map(c => {
      const range = document.createRange(); range.selectNodeContents(c);
      return range.getBoundingClientRect().height; });
    return row.getBoundingClientRect().height > Math.max(...seen) + 60;
  }).map(row => row.innerText);
})"""


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    """A report with money, fighting and rounds, whose tables have long cells out of a phone's sight."""
    text = (Path(__file__).parents[1] / "scenario" / "system.yaml").read_text(encoding="utf-8")
    long = "label: Friend of many who has promised rather a lot to everybody"
    made = forecast(loads(text.replace("label: Friend", long)), ["nash"], draws=128)
    return write_report(made, tmp_path_factory.mktemp("system") / "report.html")


def test_a_phone_shows_no_blank_rows(browser, pages, system):
    page = browser.new_context(viewport={"width": 390, "height": 900}).new_page()
    for each in (system, pages["plain"], pages["tied"]):
        page.goto(each.as_uri())
        assert page.evaluate(BLANK) == []


def test_words_of_a_chart_are_on_paper_once(browser, system):
    context = browser.new_context()
    page = context.new_page()
    page.goto(system.as_uri())
    stroke = "getComputedStyle(document.querySelector('#i\\\\.river svg.wide text')).stroke"
    assert page.evaluate(stroke) != "none"
    page.emulate_media(media="print")
    strokes = "[...new Set([...document.querySelectorAll('svg text')].map(t => getComputedStyle(t).stroke))]"
    assert page.evaluate(strokes) == ["none"]
    context.close()


def test_the_bands_of_a_fan_are_told_apart(browser, system):
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(system.as_uri())
        fills = page.evaluate(
            "[...document.querySelectorAll('#system svg.wide')][0].querySelectorAll('path').length && "
            "['headline-soft', 'headline-band'].map(name => {"
            "const found = document.querySelector(`#system svg.wide path[fill='var(--${name})']`);"
            "return found && getComputedStyle(found).fill; })"
        )
        assert None not in fills
        assert len(set(fills)) == 2
        context.close()
