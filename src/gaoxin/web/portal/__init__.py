"""What the public sees first."""
