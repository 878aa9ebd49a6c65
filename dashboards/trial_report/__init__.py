"""The report of a trial that is over: one page for decision makers, then all that stands behind it."""
