"""Models over draws: labelled results, what they come to, and the folder that keeps them."""

from detente.forecasts.answers import Answer, answers
from detente.forecasts.folder import RunFolderError, open_run, save_run
from detente.forecasts.graph import UnknownLinkError
from detente.forecasts.result import Forecast
from detente.forecasts.run import UnknownIssueError, forecast
from detente.forecasts.summary import IssueSummary, ModelSummary, Stretch

__all__ = [
    "Answer",
    "Forecast",
    "IssueSummary",
    "ModelSummary",
    "RunFolderError",
    "Stretch",
    "UnknownIssueError",
    "UnknownLinkError",
    "answers",
    "forecast",
    "open_run",
    "save_run",
]
