"""What people see: words, view models, templates and styles; knows nothing of HTTP."""
