"""The Guidance's load, scaled down and run here; the whole of it is in examples/load-test."""
