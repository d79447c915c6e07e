"""Findings as people and machines want them; every echoed value is escaped for where it goes."""
