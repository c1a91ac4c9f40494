"""Real programs as clients and services of the proxy."""
