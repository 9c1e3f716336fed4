"""How much a vote weighs: power indices of weighted and several-rule games."""
