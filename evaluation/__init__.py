"""Did it help? Plays scenarios, matches alerts with the truth and gives the verdicts."""
