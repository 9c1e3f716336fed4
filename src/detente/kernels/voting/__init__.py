"""Loops over coalitions."""
