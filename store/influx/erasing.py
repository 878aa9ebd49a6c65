"""Erase a home from InfluxDB."""

from typing import Final

from care.clock import EPOCH
from store.influx.errors import Fault, InfluxError
from store.influx.influxql import EVERYTHING, where
from store.influx.reading import END, InfluxReader
from store.influx.server import Generation, Server

FOR_EVER: Final = (EPOCH, END)


def need_erasure(server: Server) -> Generation:
    """Give which InfluxDB this is; raises InfluxError when it cannot erase a home or does not answer."""
    generation = server.generation()
    if generation is Generation.THREE:
        raise InfluxError(
            Fault.OTHER,
            f"InfluxDB 3 at {server.target.url} cannot delete a home's readings: nothing was erased. Delete its whole "
            "database there and unset MISTEL_INFLUX_URL, or use InfluxDB 1.8 or 2.",
        )
    return generation


def erase_home(server: Server, site: str, home: str) -> int:
    """Erase all readings of a home and look that none is left; give how many there were. Again is harmless."""
    generation = need_erasure(server)
    reader = InfluxReader(server, site)
    events = sum(series.events for series in reader.series(*FOR_EVER, home=home))
    if generation is Generation.ONE:
        server.query(f"DROP SERIES FROM {EVERYTHING} WHERE {where(site, home)}", change=True)
    else:
        with server.answering():
            server.client.delete_api().delete(
                start=EPOCH,
                stop=END,
                predicate=f'site="{site}" AND home="{home}"',
                bucket=server.target.bucket,
                org=server.target.org,
            )
    left = sum(series.events for series in reader.series(*FOR_EVER, home=home))
    if left:
        raise InfluxError(
            Fault.OTHER, f"InfluxDB at {server.target.url} still has {left} readings of home {home}: erase it again."
        )
    return events
