"""Mutated inputs by the million, through every layer that reads."""
