"""The stack's own `docker compose`: the commands that runbooks use, for this stack only, whatever the backend."""
