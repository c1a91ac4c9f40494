"""A signed request, shown on its way through the proxy."""
