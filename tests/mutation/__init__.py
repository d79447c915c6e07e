"""Changed code, one small change at a time: each has to make some test fail."""
