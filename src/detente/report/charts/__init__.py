"""The report's charts, one subject a file: from numbers and labels to SVG."""
