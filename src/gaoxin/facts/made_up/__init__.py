"""Made-up enterprises, for demonstrations, tests and benchmarks."""
