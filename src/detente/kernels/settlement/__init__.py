"""Loops of the settlement models, draw by draw."""
