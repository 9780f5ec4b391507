"""Benchmarks: each command takes any file of its form and prints Reknit beside its baselines."""
