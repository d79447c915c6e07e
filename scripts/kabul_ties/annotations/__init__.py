"""From text files to rows that know file, line and column."""
