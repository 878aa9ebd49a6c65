"""Do many tasks side by side: on processes of this machine, or a Dask cluster by its address."""

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from care.errors import SettingError

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 4
"""So many tasks wait for each worker: enough to keep it busy, few enough to stop soon."""


def spread(
    tasks: Sequence[T], do: Callable[[T], R], *, workers: int, scheduler: str | None = None
) -> Generator[R, None, None]:
    """Do each task and give its result as soon as it is there, in whatever order.

    One worker does them in this process; more need ``do`` to be a function of a module. Raises SettingError when Dask
    is not installed or no scheduler answers.
    """
    if scheduler is None and workers == 1:
        yield from map(do, tasks)
        return
    try:
        import distributed  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise SettingError(
            "Several workers need Dask, which is not installed: run `pip install 'mistel[lab]'` where Mistel is"
            " installed, or give --workers 1."
        ) from error
    dask: Any = distributed  # it says nothing of its types
    logging.getLogger("distributed").setLevel(logging.ERROR)  # it sets its own when it is loaded
    if scheduler is None:
        with (
            dask.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
            dask.Client(cluster) as client,
        ):
            yield from _given_out(client, dask.as_completed, tasks, do, workers * AHEAD)
        return
    try:
        client = dask.Client(scheduler, timeout="10s")
    except (OSError, TimeoutError) as error:
        raise SettingError(f"No Dask scheduler answers at {scheduler}: start it, or leave --scheduler out.") from error
    with client:
        there = max(1, len(client.scheduler_info()["workers"]))
        yield from _given_out(client, dask.as_completed, tasks, do, there * AHEAD)


def _given_out(client: Any, as_completed: Any, tasks: Sequence[T], do: Callable[[T], R], ahead: int) -> Iterator[R]:
    left = iter(tasks)
    going = as_completed([client.submit(do, task, pure=False) for task in islice(left, ahead)])
    for done in going:
        yield done.result()
        following = next(left, None)
        if following is not None:
            going.add(client.submit(do, following, pure=False))
