"""One module per command: options and output only; the work is done by pure functions elsewhere."""
