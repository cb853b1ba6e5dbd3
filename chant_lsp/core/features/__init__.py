"""What an editor can ask about a spec: pure functions of the index, a path and an offset."""
