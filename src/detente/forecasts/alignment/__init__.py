"""Who sides with whom at a date, and what would change it."""
