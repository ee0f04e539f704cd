"""Alembic's folder: env.py runs the revisions in versions/, newest last; triggers.py is what they share."""
