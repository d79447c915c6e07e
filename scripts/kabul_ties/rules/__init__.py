"""The named rules: what spans fields or tables, one function each."""
