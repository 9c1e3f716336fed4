"""What any command that fails prints with --json."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal, cast

from detente.errors import DetenteError
from detente.records import OMIT
from detente.scenario import Problem, ScenarioError


@dataclass(frozen=True)
class PlacedProblem:
    """A problem with its place in a file, and its message as a whole."""

    message: str
    file: str
    line: int
    column: int
    path: str
    what: str
    got: str
    remedy: str


@dataclass(frozen=True)
class PlainProblem:
    """A problem without a place; ``kind`` is the class of the exception, if it is a bug."""

    message: str
    kind: Annotated[str | None, OMIT] = None


@dataclass(frozen=True, kw_only=True)
class ErrorDocument:
    """What any command with --json prints if it fails; exit code 70 is that of a bug."""

    detente: Literal["error"]
    version: Literal[1]
    exit_code: Literal[1, 2, 70]
    problems: tuple[PlacedProblem | PlainProblem, ...]
    more: int


def place_problem(problem: Problem) -> PlacedProblem:
    """Return a problem as documents hold it."""
    return PlacedProblem(message=str(problem), **asdict(problem))


def document_error(why: Exception, code: int) -> ErrorDocument:
    """Return the document of an error that ends a command with that exit code."""
    problems: tuple[PlacedProblem | PlainProblem, ...]
    if isinstance(why, ScenarioError):
        problems = tuple(map(place_problem, why.problems))
    else:
        problems = (PlainProblem(str(why), None if isinstance(why, DetenteError) else type(why).__name__),)
    more = why.more if isinstance(why, ScenarioError) else 0
    # the codes are those of the tree of errors, and that of a bug
    return ErrorDocument(
        detente="error", version=1, exit_code=cast("Any", code), problems=problems, more=more
    )
