"""Errors as a user meets them: one line each and an exit code; a bug with its traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from traceback import format_exception
from typing import NoReturn

from detente.cli.console import OutputError, note, print_json
from detente.errors import DetenteError, WrongCallError

#: For what no user can have caused, as sysexits.h has it.
BUG = 70
INTERRUPTED = 130

_AGAIN = "interrupted; if repeated, a run continues from the models that were finished"


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
        _end(why, why.exit_code, as_json=as_json)
    except OSError as why:
        message = str(why) if why.filename is None else f"{why.filename}: {why.strerror}"
        _end(WrongCallError(message), WrongCallError.exit_code, as_json=as_json)
    except Exception as why:
        note("".join(format_exception(why)).rstrip())
        note(
            f"this is a bug in Détente {version('detente')}, or in a model of another package; "
            "please report it with the lines above and the command, as CONTRIBUTING.md says"
        )
        if as_json:
            _print_document(why, BUG)
        sys.exit(BUG)


def _give_up_output() -> None:
    # what waits is flushed once more at the end, and must not fail there
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def _end(why: Exception, code: int, *, as_json: bool) -> NoReturn:
    """Report what is wrong, line by line, and end the command."""
    if as_json:
        _print_document(why, code)
    problems: Sequence[object] = getattr(why, "problems", (why,))
    for problem in problems:
        note(str(problem))
    if len(problems) > 1:
        more = getattr(why, "more", 0)
        note(f"{len(problems)} problems" + (f", and at least {more} more" if more else ""))
    sys.exit(code)


def _print_document(why: Exception, code: int) -> None:
    from detente.cli.error_document import document_error

    try:
        print_json(document_error(why, code))
        sys.stdout.flush()
    except OutputError:
        _give_up_output()
