"""Set an InfluxDB up for Mistel: the database or bucket, and how long it keeps what it is told."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from store.influx.errors import Fault, InfluxError
from store.influx.influxql import name
from store.influx.server import Generation, Server

FOREVER: Final = timedelta()
_DURATION: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_SHARDS: Final = ((timedelta(days=2), 1), (timedelta(days=180), 24))
_LONGEST_SHARD: Final = 168
"""Hours that lie in one shard, by how long they are kept; the server's own choice for a new database."""


def set_up(server: Server, keep: timedelta | None) -> list[str]:
    """Make what is missing and say in sentences what was done; doing it again is harmless.

    ``keep`` is how long readings are kept, FOREVER for always; None leaves that as it is, which for a new bucket is
    always. Raises InfluxError: DENIED when our token is not an administrator's.
    """
    match server.generation():
        case Generation.ONE:
            return list(_one(server, keep))
        case Generation.TWO:
            return list(_two(server, keep))
        case _:
            raise InfluxError(
                Fault.OTHER,
                "InfluxDB 3 makes the database itself when it is first written to. How long it keeps it is set where "
                "it runs: `influxdb3 create database --retention-period 400d mistel`.",
            )


def _one(server: Server, keep: timedelta | None) -> Iterator[str]:
    database, policy = server.target.database
    there = {row[0] for table in server.query("SHOW DATABASES", database=False) for row in table.get("values", ())}
    if database in there:
        yield f"Database {database} was there."
    else:
        server.query(f"CREATE DATABASE {name(database)}", change=True, database=False)
        yield f"Database {database} made."
    policies = _policies(server, database)
    if policy is None:
        policy = next(each for each, (_, default) in policies.items() if default)
    if policy not in policies:
        server.query(
            f"CREATE RETENTION POLICY {name(policy)} ON {name(database)} {_for(keep or FOREVER, 'REPLICATION 1')}",
            change=True,
            database=False,
        )
        yield f"Retention policy {policy} made: readings are kept {_words(keep or FOREVER)}."
    elif keep is None or policies[policy][0] == keep:
        yield f"Readings are kept {_words(policies[policy][0])} (retention policy {policy}, as it was)."
    else:
        server.query(
            f"ALTER RETENTION POLICY {name(policy)} ON {name(database)} {_for(keep)}", change=True, database=False
        )
        before = _words(policies[policy][0])
        yield f"Readings are now kept {_words(keep)} (retention policy {policy}; before: {before})."


def _policies(server: Server, database: str) -> dict[str, tuple[timedelta, bool]]:
    """Give each retention policy's duration, and whether it is the default."""
    found = {}
    for table in server.query(f"SHOW RETENTION POLICIES ON {name(database)}", database=False):
        for row in table.get("values", ()):
            told = dict(zip(table["columns"], row, strict=True))
            found[str(told["name"])] = (_duration(str(told["duration"])), bool(told["default"]))
    return found


def _duration(text: str) -> timedelta:
    """Read such as 9600h0m0s."""
    match = _DURATION.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _for(keep: timedelta, then: str = "") -> str:
    hours = next((hours for limit, hours in _SHARDS if FOREVER < keep < limit), _LONGEST_SHARD)
    kept = f"{keep // timedelta(hours=1)}h" if keep else "INF"
    return f"DURATION {kept} {then} SHARD DURATION {hours}h"


def _two(server: Server, keep: timedelta | None) -> Iterator[str]:
    from influxdb_client.domain.bucket_retention_rules import BucketRetentionRules  # noqa: PLC0415 - only where set

    target = server.target
    rules: Any = BucketRetentionRules
    seconds = None if keep is None else int(keep.total_seconds())
    api = server.client.buckets_api()
    bucket = _bucket(server, api)
    with server.answering():
        if bucket is None:
            rule = [rules(type="expire", every_seconds=seconds)] if seconds else []
            bucket = api.create_bucket(bucket_name=target.bucket, org=target.org, retention_rules=rule)
            yield f"Bucket {target.bucket} made: readings are kept {_words(keep or FOREVER)}."
        else:
            had = timedelta(seconds=next((rule.every_seconds for rule in bucket.retention_rules or ()), 0))
            if keep is None or had == keep:
                yield f"Bucket {target.bucket} was there: readings are kept {_words(had)}."
            else:
                bucket.retention_rules = [rules(type="expire", every_seconds=seconds)]
                api.update_bucket(bucket)
                yield f"Bucket {target.bucket}: readings are now kept {_words(keep)} (before: {_words(had)})."
    try:
        server.query("SHOW MEASUREMENTS")
    except InfluxError as error:
        if error.fault is not Fault.MISSING:
            raise
        _map(server, bucket.id)
        yield "InfluxQL may read it: a mapping of database and policy was made."


def _bucket(server: Server, api: Any) -> Any:
    try:
        with server.answering():
            return next(iter(api.find_buckets(name=server.target.bucket, org=server.target.org).buckets), None)
    except InfluxError as error:
        if error.fault is Fault.MISSING:  # some say so in this way
            return None
        raise


def _map(server: Server, bucket: str) -> None:
    """Let InfluxQL know the bucket as a database; newer 2.x do so by themselves."""
    from influxdb_client.domain.dbrp_create import DBRPCreate  # noqa: PLC0415 - only where set
    from influxdb_client.service.dbr_ps_service import DBRPsService  # noqa: PLC0415 - only where set

    service: Any = DBRPsService
    mapping: Any = DBRPCreate
    database, policy = server.target.database
    with server.answering():
        service(server.client.api_client).post_dbrp(
            mapping(
                org=server.target.org,
                bucket_id=bucket,
                database=database,
                retention_policy=policy or "autogen",
                default=True,
            )
        )


def _words(keep: timedelta) -> str:
    if not keep:
        return "for always"
    return f"for {keep.days} days" if keep.days else f"for {keep}"
