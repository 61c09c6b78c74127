"""The record as web pages and a JSON API: ``onrecord serve``.

`app.create` makes the application, `serving.serve` runs it. Pages are made on the server and work without script.
"""
