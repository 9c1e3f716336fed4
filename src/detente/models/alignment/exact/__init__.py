"""Exact solutions of signed-graph problems, with proofs or stated bounds."""
