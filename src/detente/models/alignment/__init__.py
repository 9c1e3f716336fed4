"""Who sides with whom: landscapes, balance, triangles, and what would turn them."""
