"""What is kept: each site's journal of events (SQLite), and the registry of who, where and what staff did."""
