"""Routes that answer with pages, one noun each; what stands on them is made in ``dashboards``."""
