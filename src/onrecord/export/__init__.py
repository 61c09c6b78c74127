"""Readings as other people's programs and eyes want them: one module a format, from readings to text."""
