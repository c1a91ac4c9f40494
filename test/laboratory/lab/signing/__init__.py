"""The clients of examples/signing, run through the proxy."""
