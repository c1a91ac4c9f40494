"""The deployment tests: what a deployment promises, on the emulated account."""
