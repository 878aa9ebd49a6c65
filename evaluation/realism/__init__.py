"""Are simulated homes like real ones? Figures of real homes, the same of simulated ones, and what must agree."""
