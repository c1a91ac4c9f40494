"""Tests of the laboratory's own parts."""
