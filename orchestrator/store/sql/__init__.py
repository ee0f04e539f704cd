"""The storage contract on SQL databases.

``store.py`` lists the transactions; the functions in them are in ``runs.py``, ``sketches.py``, ``ledger.py``,
``attempts.py``, ``lifecycle.py`` (imports go in this order only) and, for reading, ``views.py``.
"""
