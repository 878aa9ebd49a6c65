"""Simulated devices: what each senses and when it tells; one file a kind."""
