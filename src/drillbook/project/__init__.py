"""A drill project: a folder of drills, scenarios, runbooks, rules and fixtures, found and loaded by one loader."""

from drillbook.project.find import find
from drillbook.project.project import Project
from drillbook.project.settings import Settings

__all__ = ["Project", "Settings", "find"]
