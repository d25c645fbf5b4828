"""What is known of whom, since when, from where."""
