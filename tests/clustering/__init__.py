"""Tests of the laboratory scripts/cluster that need no cluster."""
