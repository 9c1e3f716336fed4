"""The errors that a user can cause, in one tree; each ends the command with its exit code.

::

    DetenteError
        DataError                     1   what is in a file or table is wrong
            ScenarioError             1   ... with every problem and its place in the file
            UnreadableError           1   a file that holds no text
            UnusableDataError         1   well-formed numbers that a model or a score cannot use
            NoIssuesError             1   a scenario without issues, if there must be something to settle
            NoTiesError               1   a scenario without ties, if sides are asked for
        WrongCallError                2   a request for something that does not exist
            UnknownNameError          2   ... by an unknown name
                UnknownCaseError      2
                UnknownModelError     2
                UnknownClassError     2
                UnknownIssueError     2
                UnknownActorError     2
                UnknownIngredientError  2
                UnknownLinkError      2
                UnknownSchemaError    2
            UnusableOptionError       2   a value that a parameter does not take
            MissingPartError          2   a part that the scenario does not have
            TooLargeError             2   more draws than there is memory for
            RunFolderError            2   a folder that is not a run, or must not become one
            ManifestError             2   a damaged manifest.json
            WriteError                2   a file that cannot be written, or must not be
            BusyError                 2   a file that another process has
        OutputError                   2   standard output that cannot be written

Any other exception, a ValueError among them, is a bug in Détente or in a model of another package: the
command shows its traceback and ends with 70. Only an OSError is the system's: it ends the command with 2.
"""

from __future__ import annotations

from typing import ClassVar


class DetenteError(Exception):
    """An error that a user can cause; its message says what is wrong and what to do."""

    exit_code: ClassVar[int]


class DataError(DetenteError):
    """What is in a file or table is wrong."""

    exit_code = 1


class UnusableDataError(DataError, ValueError):
    """Well-formed numbers that a model or a score cannot use; the message names them."""


class WrongCallError(DetenteError):
    """A command or function that is asked for something that does not exist, or in an unknown form."""

    exit_code = 2


class UnknownNameError(WrongCallError, LookupError):
    """An unknown name; the message names the nearest."""


class UnusableOptionError(WrongCallError, ValueError):
    """A value that a parameter does not take; the message says what it takes."""
