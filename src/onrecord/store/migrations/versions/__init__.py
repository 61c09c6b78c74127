"""One module a migration: `rNNNN_what.py`."""
