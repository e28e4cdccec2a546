"""The demo city: plausible, fictitious, the same for the same seed, and of exactly the size that is asked for."""
