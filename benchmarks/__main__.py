"""``make bench``: measure, print a table, keep the figures as JSON in ``benchmarks/results``.

Each file beside this one has ``measure()``, which yields its figures. Names on the command line choose some files.
Figures are never compared with a limit here: they are for reading, side by side, on one machine.
"""

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.figure import Figure
from care.clock import wall_now

HERE = Path(__file__).parent
FIGURE_AND_MAIN = {"__main__", "figure"}


def main(chosen: list[str]) -> int:
    """Run the chosen files, or all; 2 for a name that is none."""
    known = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in FIGURE_AND_MAIN)
    unknown = set(chosen) - set(known)
    console = Console()
    if unknown:
        console.print(f"No benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
        return 2
    figures: list[Figure] = []
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("", total=len(chosen or known))
        for name in chosen or known:
            progress.update(task, description=name)
            figures += importlib.import_module(f"benchmarks.{name}").measure()
            progress.advance(task)
    table = Table(title="Figures of this machine, now")
    for heading in ("what", "figure", "unit", "how"):
        table.add_column(heading, justify="right" if heading == "figure" else "left")
    for figure in figures:
        table.add_row(figure.what, f"{figure.value:,.4g}", figure.unit, figure.how)
    console.print(table)
    now = wall_now()
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    kept = results / f"{now:%Y-%m-%dT%H%M%S}.json"
    machine = {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}
    kept.write_text(
        json.dumps({"at": now.isoformat(), "machine": machine, "figures": [asdict(f) for f in figures]}, indent=1)
        + "\n"
    )
    console.print(f"Kept in {kept.relative_to(HERE.parent)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
