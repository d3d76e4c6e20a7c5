"""What was answered, kept for a while, and forgotten for good."""
