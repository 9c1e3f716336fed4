"""Errors a user can meet: one line each, an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.console import OutputError, note, print_json

if TYPE_CHECKING:
    from detente.scenario import Problem

SCENARIO_WRONG = 1
CALL_WRONG = 2
INTERRUPTED = 130

_AGAIN = "interrupted; a run goes on from the models that were finished"


@contextmanager
def failing(*, as_json: bool) -> Iterator[None]:
    """Turn the errors a user can cause into messages and exit codes."""
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
        sys.exit(CALL_WRONG)
    except KeyboardInterrupt:
        note(_AGAIN)
        sys.exit(INTERRUPTED)
    except SystemExit as why:
        if why.code == INTERRUPTED:
            note(_AGAIN)
        raise
    except OSError as why:
        _end([{"message": _named(why)}], CALL_WRONG, as_json)
    except Exception as why:
        problems, code = _known(why)
        _end(problems, code, as_json, getattr(why, "more", 0))


def _give_up_output() -> None:
    # what waits is flushed once more at the end, and must not fail there
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _named(why: OSError) -> str:
    return str(why) if why.filename is None else f"{why.filename}: {why.strerror}"


def _known(why: Exception) -> tuple[list[dict[str, object]], int]:
    from detente.catalog import UnknownCaseError
    from detente.scenario import ScenarioError

    if isinstance(why, ScenarioError):
        return list(map(describe_problem, why.problems)), SCENARIO_WRONG
    # by name, so that a wrong word on the command line does not import what runs models
    if isinstance(why, UnknownCaseError) or type(why).__name__ in _WRONG_CALLS:
        return [{"message": str(why)}], CALL_WRONG
    # what a model refuses is told by ValueError, which names the number
    if type(why).__name__ in _WRONG_SCENARIOS or isinstance(why, ValueError):
        return [{"message": str(why)}], SCENARIO_WRONG
    raise why


def describe_problem(problem: Problem) -> dict[str, object]:
    """A problem as JSON gives it."""
    return {"message": str(problem), **asdict(problem)}


_WRONG_CALLS = {
    *("UnknownModelError", "UnknownIssueError", "UnknownLinkError", "UnknownActorError"),
    *("UnknownIngredientError", "UnknownSchemaError", "MissingPartError", "RunFolderError", "WrongCallError"),
    "TooLargeError",
}
_WRONG_SCENARIOS = {"NoIssuesError", "NoTiesError"}


class WrongCallError(Exception):
    """A command that asks for what there is not, or says it in a form that is not understood."""


def there(*files: str | Path) -> None:
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
        try:
            print_json("error", exit_code=code, problems=problems, more=more)
            sys.stdout.flush()
        except OutputError:
            _give_up_output()
    for problem in problems:
        note(str(problem["message"]))
    if len(problems) > 1:
        note(f"{len(problems)} problems" + (f", and at least {more} more" if more else ""))
    sys.exit(code)
