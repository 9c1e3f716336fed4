"""What is drawn is in the picture, where it was put and as it was written."""

from detente.report.charts.canvas import Canvas


def drawn(canvas: Canvas) -> str:
    return str(canvas.svg(20, "a <picture>", "chart"))


def test_a_line_has_its_ends_colour_width_and_dashes():
    canvas = Canvas(100)
    canvas.line(1.005, 2, 30, -0.001, colour="rule")
    canvas.line(1, 2, 3, 4, colour="axis", width=2.5, dash=(3, 2))
    assert '<line x1="1" y1="2" x2="30" y2="0" stroke="var(--rule)"/>' in drawn(canvas)
    assert (
        '<line x1="1" y1="2" x2="3" y2="4" stroke="var(--axis)" stroke-width="2.5" stroke-dasharray="3,2"/>'
        in drawn(canvas)
    )


def test_a_dot_has_the_area_asked_for():
    canvas = Canvas(100)
    canvas.dot(10, 12, 100, fill="actor")
    assert '<circle cx="10" cy="12" r="5.64" fill="var(--actor)" stroke="var(--paper)"/>' in drawn(canvas)


def test_words_are_escaped_anchored_and_centred_on_their_line():
    canvas = Canvas(100)
    canvas.word(5, 10, "a < b\x00 & c", size=10, anchor="right", bold=True, colour="muted")
    canvas.word(5, 10, " \x1b ")
    assert (
        '<text x="5" y="13" fill="var(--muted)" font-size="10" text-anchor="end" font-weight="600">'
        "a &lt; b &amp; c</text>" in drawn(canvas)
    )
    assert drawn(canvas).count("<text") == 1


def test_lines_lie_under_shapes_shapes_under_dots_and_words_on_top():
    canvas = Canvas(100)
    canvas.word(0, 0, "top")
    canvas.dot(0, 0, 1, fill="d")
    canvas.line(0, 0, 1, 1, colour="over", over=True)
    canvas.shape([0, 1, 1], [0, 0, 1], fill="s", stroke="none")
    canvas.line(0, 0, 1, 1, colour="under")
    text = drawn(canvas)
    order = [text.index(mark) for mark in ("--under", "--s)", "--over", "--d)", "top")]
    assert order == sorted(order)
    assert '<path d="M0,0L1,0L1,1" fill="var(--s)"/>' in text


def test_a_picture_says_what_it_is_and_how_large():
    assert drawn(Canvas(100)) == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 100 20" role="img"'
        ' aria-label="a &lt;picture&gt;"></svg>'
    )


def test_a_file_of_its_own_has_its_colours_in_it():
    canvas = Canvas(100, {"paper": "#fff", "ink": "#333"})
    canvas.word(0, 0, "here")
    text = canvas.file(20, "a picture")
    assert 'width="100" height="20"' in text
    assert '<rect width="100" height="20" fill="#fff"/>' in text
    assert 'fill="#333"' in text
    assert "var(" not in text
