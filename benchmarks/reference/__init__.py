"""Plain numpy versions, written from the equations, that kernels are checked and timed against."""
