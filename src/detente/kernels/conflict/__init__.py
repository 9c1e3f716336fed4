"""Loops over the course of a war."""
