"""What a forecast comes to, as frozen records."""
