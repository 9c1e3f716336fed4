"""The nodes of the forecast graph: draws and inputs in, typed outputs out."""
