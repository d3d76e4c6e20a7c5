"""Which sentences answer, with the probability that they do, and the words that are asked for."""
