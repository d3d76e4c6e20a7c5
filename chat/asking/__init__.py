"""What a question asks for, and the ways in which it is asked."""
