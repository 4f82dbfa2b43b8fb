"""Runbook steps as processes: each with a deadline, an output limit and only the stack's environment."""
