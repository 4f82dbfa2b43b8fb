from drillbook.pytest_plugin import RunDrill


def test_connection_exhaustion(drill: RunDrill) -> None:
    """An engineer with only the runbook gets the platform its connections back in time."""
    drill("connection-exhaustion")
