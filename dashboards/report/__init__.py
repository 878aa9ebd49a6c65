"""The report of a solution's run: one document, shown as a page and written as HTML or PDF, in Swedish or English."""
