"""The errors that the HTTP API answers with: one table of status and text."""

from __future__ import annotations

from enum import Enum


class Refusal(Enum):
    """Status and text of every error of the API (Toxiproxy's ``api.go``)."""

    BAD_BODY = (400, "bad request body")
    MISSING_FIELD = (400, "missing required field")
    INVALID_STREAM = (400, "stream was invalid, can be either upstream or downstream")
    INVALID_TOXIC_TYPE = (400, "invalid toxic type")
    INVALID_ATTRIBUTE = (400, "invalid attribute")
    PROXY_NOT_FOUND = (404, "proxy not found")
    TOXIC_NOT_FOUND = (404, "toxic not found")
    PROXY_EXISTS = (409, "proxy already exists")
    TOXIC_EXISTS = (409, "toxic already exists")


class ApiError(Exception):
    """A request that is refused.

    Args:
        refusal: which error it is.
        detail: what exactly is wrong, appended after a colon.
    """

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        self.status, text = refusal.value
        self.message = f"{text}: {detail}" if detail else text
        super().__init__(self.message)


class AddressError(Exception):
    """An address that cannot be parsed, resolved or bound; the API answers 500, as Toxiproxy does."""

    status = 500

    @property
    def message(self) -> str:
        """The text for the API's error body."""
        return str(self)
