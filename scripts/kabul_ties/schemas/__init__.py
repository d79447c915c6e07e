"""The Table Schemas and what is derived from them: pandera, Arrow and JSON Schema."""
