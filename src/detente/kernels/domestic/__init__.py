"""Loops over win-sets."""
