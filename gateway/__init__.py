"""What devices say is decoded, kept, and only then acknowledged; followers of the journal do the rest."""
