"""Text files: reading a project's file, with the error that people need when it cannot be read."""

from __future__ import annotations

from pathlib import Path

from drillbook.errors import ProjectError


def read_text(path: Path) -> str:
    """The text of a UTF-8 file.

    Raises:
        ProjectError: the file is missing, is a folder, may not be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror}. Check the path.", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise ProjectError(f"is not UTF-8 text: {error.reason}. Save it as UTF-8.", path=str(path)) from error
