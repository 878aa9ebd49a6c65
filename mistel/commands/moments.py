"""Times as people write them in options."""

from datetime import datetime
from zoneinfo import ZoneInfo

from care.errors import SettingError


def moment(text: str | None, option: str, zone: ZoneInfo) -> datetime | None:
    """Read a time, in this zone where it tells none; raises SettingError that names the option."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"{option} {text}: write it as 2026-01-31 or 2026-01-31T22:00.") from error
    return read if read.tzinfo else read.replace(tzinfo=zone)
