"""Preparing a release: pure functions from text to text, and one place that writes."""
