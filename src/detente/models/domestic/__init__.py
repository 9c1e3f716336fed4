"""The domestic level: leaders, factions and ratification."""
