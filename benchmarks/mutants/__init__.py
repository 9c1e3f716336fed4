"""Mutation testing of what is shown: ``make mutants``."""
