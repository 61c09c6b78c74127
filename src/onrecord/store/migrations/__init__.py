"""Alembic's migrations of a record; `onrecord.store.upgrading` runs them."""
