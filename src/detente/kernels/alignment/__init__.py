"""Loops over signed graphs and configurations of blocs."""
