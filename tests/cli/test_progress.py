import threading

import pytest

from detente.cli import progress
from detente.cli.progress import Lines


def test_a_line_names_the_part_its_share_and_the_time():
    now = iter([100.0, 130.0, 340.0])
    lines = Lines("drawing", clock=lambda: next(now))
    assert lines.line() == "drawing; 30 seconds so far"
    lines("exchange", 2, 8)
    assert lines.line() == "exchange, 25 % of it done; 4 minutes so far"


def test_of_one_step_and_of_the_last_there_is_no_share():
    lines = Lines("drawing", clock=lambda: 0.0)
    lines("the other parts", 0, 1)
    assert lines.line() == "the other parts; 0 seconds so far"
    lines("exchange", 8, 8)
    assert lines.line() == "exchange; 0 seconds so far"


class Told(threading.Event):
    """Lines that let the work end once so many have been asked for."""

    def __init__(self, wanted):
        super().__init__()
        self.left = wanted

    def line(self):
        self.left -= 1
        if self.left == 0:
            self.set()
        return "at work"


def test_where_there_is_no_terminal_plain_lines_appear_until_the_work_is_done(capsys):
    told = Told(3)
    with progress._every(told, first=0.0, then=0.0):
        assert told.wait(200)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("at work\n" * 3)
    assert set(err.splitlines()) == {"at work"}
    assert "\r" not in err and "\x1b" not in err


def test_quick_work_prints_nothing(capsys):
    with progress._every(Lines("drawing"), first=1000.0):
        pass
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("work", [lambda: progress.bar(3), lambda: progress.waiting("writing")])
def test_lines_end_with_the_work_where_it_fails(work):
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError), work():
        raise ZeroDivisionError
    assert threading.active_count() == before
