"""Errors as a user meets them: one line each and an exit code; a bug with its traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from traceback import format_exception
from typing import TYPE_CHECKING

from detente.cli.console import OutputError, note, print_json
from detente.errors import DetenteError, WrongCallError

if TYPE_CHECKING:
    from detente.scenario import Problem

#: For what no user can have caused, as sysexits.h has it.
BUG = 70
INTERRUPTED = 130

_AGAIN = "interrupted; a run goes on from the models that were finished"


@contextmanager
def failing(*, as_json: bool) -> Iterator[None]:
    """Turn errors into messages and exit codes; only what is a bug shows a traceback."""
    try:
        try:
            yield
        finally:
            # now, since later nobody could say what went wrong
            sys.stdout.flush()
    except OutputError as why:
        _give_up_output()
        if why.gone:  # as with `detente models | head`
            sys.exit(0)
        note(str(why))
        sys.exit(why.exit_code)
    except KeyboardInterrupt:
        note(_AGAIN)
        sys.exit(INTERRUPTED)
    except SystemExit as why:
        if why.code == INTERRUPTED:
            note(_AGAIN)
        raise
    except DetenteError as why:
        problems = [describe_problem(p) for p in getattr(why, "problems", ())] or [{"message": str(why)}]
        _end(problems, why.exit_code, as_json, getattr(why, "more", 0))
    except OSError as why:
        message = str(why) if why.filename is None else f"{why.filename}: {why.strerror}"
        _end([{"message": message}], WrongCallError.exit_code, as_json)
    except Exception as why:
        note("".join(format_exception(why)).rstrip())
        note(
            f"this is a bug in Détente {version('detente')}, or in a model of another package; "
            "please report it with the lines above and the command, as CONTRIBUTING.md says"
        )
        if as_json:
            _print_error([{"kind": type(why).__name__, "message": str(why)}], BUG)
        sys.exit(BUG)


def _give_up_output() -> None:
    # what waits is flushed once more at the end, and must not fail there
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def describe_problem(problem: Problem) -> dict[str, object]:
    """A problem as JSON gives it."""
    return {"message": str(problem), **asdict(problem)}


def require_files(*files: str | Path) -> None:
    """Raise WrongCallError for a table that does not exist: a path is the call's, not the data's."""
    from detente.catalog import slugs

    for file in files:
        if not Path(file).exists():
            if str(file) in slugs():
                raise WrongCallError(
                    f"{file}: expected a table, got a bundled case; see `detente show {file}`"
                )
            raise WrongCallError(f"{file}: there is no such file; check the path")


def _end(problems: list[dict[str, object]], code: int, as_json: bool, more: int = 0) -> None:
    if as_json:
        _print_error(problems, code, more)
    for problem in problems:
        note(str(problem["message"]))
    if len(problems) > 1:
        note(f"{len(problems)} problems" + (f", and at least {more} more" if more else ""))
    sys.exit(code)


def _print_error(problems: list[dict[str, object]], code: int, more: int = 0) -> None:
    try:
        print_json("error", exit_code=code, problems=problems, more=more)
        sys.stdout.flush()
    except OutputError:
        _give_up_output()
