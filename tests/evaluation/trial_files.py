"""A trial's plan as people write it."""

from datetime import UTC, datetime

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

PLAN = """\
title: Fewer visits at night
solution: s-cameras
design: stepped_wedge
zone: Europe/Stockholm
homes: [h1, h2, h3, h4]
periods: {first: 2030-01-07, count: 5, days: 28}
aims:
  - indicator: night_visits
    aspect: primary
    margin: 0.2
  - indicator: contact_minutes
    aspect: guardrail
seed: "7"
"""
