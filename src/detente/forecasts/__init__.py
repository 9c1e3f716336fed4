"""Models over draws: labelled results, what they come to, and the folder that keeps them."""

from detente.forecasts.graph import UnknownLinkError
from detente.forecasts.result import Forecast
from detente.forecasts.run import UnknownIssueError, forecast
from detente.forecasts.run_folder import RunFolderError, open_run, save_run
from detente.results.settlement import IssueSummary, ModelSummary, Stretch
from detente.wording.answers import Answer, list_answers

__all__ = [
    "Answer",
    "Forecast",
    "IssueSummary",
    "ModelSummary",
    "RunFolderError",
    "Stretch",
    "UnknownIssueError",
    "UnknownLinkError",
    "forecast",
    "list_answers",
    "open_run",
    "save_run",
]
