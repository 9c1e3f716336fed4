"""Forecasts against decided cases: data, scores, comparison, calibration."""
