"""One site's readings in InfluxDB 1.8, 2 and 3: written by a follower of the journal, read over InfluxQL.

Measurement = quantity; tags site, home, device; one of the fields v, vb, vs as in SenML.
"""

from store.influx.erasing import erase_home, need_erasure
from store.influx.errors import Fault, InfluxError
from store.influx.reading import END, InfluxReader
from store.influx.server import Generation, Server, Target
from store.influx.setup import set_up
from store.influx.writing import Rejected, Writer

__all__ = [
    "END",
    "Fault",
    "Generation",
    "InfluxError",
    "InfluxReader",
    "Rejected",
    "Server",
    "Target",
    "Writer",
    "erase_home",
    "need_erasure",
    "set_up",
]
