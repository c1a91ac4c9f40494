"""The Guidance's load: whole against tasks held to their size, and as a scenario of Artillery, scaled down."""
