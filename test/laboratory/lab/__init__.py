"""The laboratory: every Python program of the tests. The README beside this package says what imports what."""
