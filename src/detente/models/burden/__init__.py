"""Who pays: fiscal paths, burden sharing in an alliance, tariffs."""
