"""What is due to whom, and why: one entity with a trace, or whole tables."""
