"""Scenario files: parsing, loading, writing and editing YAML, with the place of every value."""
