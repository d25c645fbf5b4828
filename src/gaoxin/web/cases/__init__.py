"""Cases: documents run, step by step, whole or not at all."""
