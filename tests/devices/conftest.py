"""What the tests of devices share."""

from hypothesis import settings

settings.register_profile("no_wall_time", deadline=None)  # a busy machine is no failure
settings.load_profile("no_wall_time")
