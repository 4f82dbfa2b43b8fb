from drillbook.pytest_plugin import RunDrill


def test_disk_full(drill: RunDrill) -> None:
    """An engineer with only the runbook makes room on the database's disk in time, and nothing is lost."""
    drill("disk-full")
