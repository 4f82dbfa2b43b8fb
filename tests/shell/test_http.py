"""An `http` step is one request as runbooks write it: status to standard error, body to standard output."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from drillbook.services.ports import LOOPBACK, reserve
from drillbook.shell.http import main


class Echo(BaseHTTPRequestHandler):
    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = f"{self.command} {self.path} {self.headers.get('X-Reason', '-')} ".encode() + self.rfile.read(length)
        self.send_response(503 if self.path == "/down" else 200)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = answer  # noqa: N815 -- the names that http.server looks for

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = HTTPServer((LOOPBACK, 0), Echo)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    address = f"http://{LOOPBACK}:{server.server_address[1]}"
    monkeypatch.setenv("API_URL", address)
    yield address
    server.shutdown()
    server.server_close()


def said(code: str, capsysbinary: pytest.CaptureFixture[bytes]) -> tuple[int, str, str]:
    status = main(code)
    out, err = capsysbinary.readouterr()
    return status, out.decode(), err.decode()


def test_a_request_goes_to_the_api(url: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert said("GET /health HTTP/1.1", capsysbinary) == (0, "GET /health - ", "HTTP 200\n")


def test_headers_and_body_are_sent(url: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code = 'POST /retry\nX-Reason: stuck\nContent-Type: application/json\n\n{"all": true}'
    assert said(code, capsysbinary)[1] == 'POST /retry stuck {"all": true}'


def test_a_whole_address_goes_there(
    url: str, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("API_URL")
    assert said(f"DELETE {url}/x", capsysbinary)[1] == "DELETE /x - "


def test_an_error_of_the_server_is_an_answer_that_fails(url: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert said("GET /down", capsysbinary) == (1, "GET /down - ", "HTTP 503\n")


def test_no_answer_fails(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_URL", f"http://{LOOPBACK}:{reserve()}")
    status, _, errors = said("GET /health", capsysbinary)
    assert status == 1
    assert errors.startswith("GET http://127.0.0.1:")


@pytest.mark.parametrize("code", ["FETCH /x", "GET", "curl http://x"])
def test_what_is_no_request_is_said(code: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    status, _, errors = said(code, capsysbinary)
    assert status == 2
    assert "is not a request such as GET /health" in errors


@pytest.mark.parametrize("code", ["", "\n\n", "GET http://[bad"])
def test_what_is_no_address_is_said(code: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    status, _, errors = said(code, capsysbinary)
    assert status in {1, 2}
    assert errors
