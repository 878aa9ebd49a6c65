"""One site's journal: everything its devices told, in the order it came, in one SQLite file.

``Journal`` is the gateway's, one at a time; ``JournalReader`` and ``JournalFollower`` are anybody's, in any process.
"""

from store.journal.erase import Erased, erase_home
from store.journal.feed import Ends, Feed, Numbered, Whose
from store.journal.follower import Arrival, JournalFollower
from store.journal.journal import RULES, Journal
from store.journal.reader import Counts, JournalReader

__all__ = [
    "RULES",
    "Arrival",
    "Counts",
    "Ends",
    "Erased",
    "Feed",
    "Journal",
    "JournalFollower",
    "JournalReader",
    "Numbered",
    "Whose",
    "erase_home",
]
