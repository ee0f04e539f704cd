"""Alembic's entry point. The caller hands over a connection inside its own transaction and commits it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
