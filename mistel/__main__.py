"""Run as ``python -m mistel``."""

from mistel.cli import main

main()
