"""Solutions tried: played against, scored, compared with the built-in rules, reported on."""
