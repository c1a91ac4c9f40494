"""Upgrades of the last release to the working tree, on the emulated account."""
