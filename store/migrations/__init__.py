"""The registry's Alembic migrations; ``store.registry.schema`` runs them."""
