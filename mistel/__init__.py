"""The command line and the wiring: settings, one running instance, ``mistel …``."""
