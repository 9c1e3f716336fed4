"""The report: one HTML file that shows a forecast and every number behind it."""

from detente.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
