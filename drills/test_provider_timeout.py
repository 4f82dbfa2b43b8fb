from drillbook.pytest_plugin import RunDrill


def test_provider_timeout(drill: RunDrill) -> None:
    """An engineer with only the runbook moves to the backup provider in time, and nobody is screened twice."""
    drill("provider-timeout")
