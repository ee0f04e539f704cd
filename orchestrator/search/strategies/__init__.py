"""One file a strategy. Each is pure: `orchestrator.search.strategy` says what that means."""
