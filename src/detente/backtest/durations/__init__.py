"""How long wars, episodes, disputes and sanctions lasted: fits and scores of duration models."""
