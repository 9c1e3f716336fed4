"""Compiled loops on plain float64 arrays: no labels, no files, and nothing of the rest but each other."""
