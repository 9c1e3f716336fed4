"""What is settled on an issue: one published model a file."""
