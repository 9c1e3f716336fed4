"""What a forecast answers, in sentences and tables: one subject a file."""
