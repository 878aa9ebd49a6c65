"""What is written beside a trial's tables for who reads them."""

from typing import Final

README: Final = """# Data of a trial

Written by `mistel trial export`. Tables are Parquet (zstd): read them with DuckDB, pandas, polars, R. Every column is
explained in `data_dictionary.csv`. Times are UTC, days are local days; a night belongs to the day on which it begins.

- `trial`, `periods`, `sequences`, `allocation`, `aims`, `indicators`: the plan, the lot, what it is judged by.
- `log`: what was noted, without its words. `consents`: who consented, and until when.
- `days`: every home and day, with the condition that held, and whether it counts. It counts when everybody who lives
  there had consented before it began, nobody had taken that back when its night was over, and it was over.
- `amounts/`: one file for each indicator; together they are one table: value and exposure by home and day.
- `cells`: the same, summed by cluster and period. The primary analysis is made from these alone.
- `visits`, `alerts`, `answers`: what indicators were counted from; only of days that count.

Readings of devices are not here: `mistel export` writes them. Where an indicator needs readings, its amounts are what
was counted from them.

How figures follow:

    -- a rate, a proportion or a mean, by condition
    SELECT condition, sum(value) / sum(exposure) FROM 'amounts/night_visits.parquet' GROUP BY condition;
    -- the cells of one indicator
    SELECT cluster, period, condition, value / exposure FROM 'cells.parquet'
    WHERE indicator = 'night_visits' AND exposure > 0;
    -- all indicators at once
    SELECT * FROM 'amounts/*.parquet';

Names of homes, clusters, people and alerts were made up for this export, in an order that follows from nothing; which
is which is kept nowhere, and the next export has others. Nobody's words are in it. It is about few people all the
same, with times and days: whoever knows them may know them again. Keep it as care records are kept.
"""
