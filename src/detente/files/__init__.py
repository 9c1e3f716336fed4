"""Files: reading them within bounds, and writing them whole or not at all."""
