"""One site's journal: everything its devices told, in the order it came, in one SQLite file.

``Journal`` is the gateway's, one at a time; ``JournalReader`` is anybody's, in any process.
"""

from store.journal.journal import Journal
from store.journal.reader import Counts, JournalReader

__all__ = ["Counts", "Journal", "JournalReader"]
