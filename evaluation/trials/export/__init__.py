"""A trial's data as files that other programs read, under pseudonyms made anew each time (docs/trial_export.md)."""

from evaluation.trials.export.written import export_trial

__all__ = ["export_trial"]
