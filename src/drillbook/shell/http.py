"""The program that runs an `http` step: one request line as runbooks write it, ``GET /health``, against ``API_URL``."""

from __future__ import annotations

import http.client
import os
import sys
import urllib.error
import urllib.request
from http import HTTPStatus

ANSWER_WITHIN_S = 10.0
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


def main(code: str) -> int:
    """Send the request; prints ``HTTP <status>`` to standard error and the body to standard output.

    Returns:
        0 if the server did what was asked, 1 if it answers with an error (400 and above) or not at all, 2 if `code`
        is no request.
    """
    head, _, body = code.partition("\n\n")
    first, *headers = head.strip().splitlines() or [""]
    method, _, target = first.partition(" ")
    if method not in METHODS or not target:
        sys.stderr.write(f"{first!r} is not a request such as GET /health.\n")
        return 2
    target = target.split(" ")[0]
    url = target if target.startswith("http") else os.environ.get("API_URL", "") + target
    try:
        request = urllib.request.Request(url, method=method, data=body.encode() or None)  # noqa: S310 -- as written
        for header in headers:
            name, _, value = header.partition(":")
            request.add_header(name.strip(), value.strip())
        with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_S) as answer:  # noqa: S310 -- as written
            return _show(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        return _show(error.code, error.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        sys.stderr.write(f"{method} {url}: {error}\n")
        return 1


def _show(status: int, body: bytes) -> int:
    sys.stderr.write(f"HTTP {status}\n")
    sys.stdout.buffer.write(body)
    return 1 if status >= HTTPStatus.BAD_REQUEST else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
