"""Changes of props, on the emulated account."""
