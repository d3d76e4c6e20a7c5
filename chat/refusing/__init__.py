"""What a sentence cannot answer: by its kind, its time, its place, its words."""
