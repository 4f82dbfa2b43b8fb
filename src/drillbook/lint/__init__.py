"""The linter: what will fail at night, found in runbooks and rule files before any drill runs.

The way in is `drillbook.lint.run.lint`. Nothing is imported here, so that settings may name intervals cheaply.
"""
