from drillbook.pytest_plugin import RunDrill


def test_cpu_load(drill: RunDrill) -> None:
    """An engineer with only the runbook finds the job that burns the workers' CPU and clears the backlog in time."""
    drill("cpu-load")
