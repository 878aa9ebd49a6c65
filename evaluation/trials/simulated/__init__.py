"""Simulated trials: night supervision by camera tried in homes that are simulated, and told by the sources of any."""
