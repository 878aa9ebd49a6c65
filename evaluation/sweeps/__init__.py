"""One scenario in many variations, on many processes or machines: what changes with a parameter, and how surely."""
