"""The InfluxDB that the settings name."""

from care.errors import SettingError
from mistel.settings import Settings
from store.influx import Target


def target(settings: Settings) -> Target | None:
    """Give where readings are forwarded to, None when no InfluxDB is set."""
    if settings.influx_url is None:
        return None
    token = settings.influx_token
    return Target(
        settings.influx_url, token.get_secret_value() if token else None, settings.influx_org, settings.influx_bucket
    )


def needed(settings: Settings) -> Target:
    """Give it, or raise SettingError."""
    found = target(settings)
    if found is None:
        raise SettingError("No InfluxDB is set: MISTEL_INFLUX_URL names it, such as http://localhost:8086.")
    return found
