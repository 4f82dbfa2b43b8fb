"""The limits of the server: every wait, queue and buffer, with the unit last."""

from __future__ import annotations

from typing import Final

# Data plane.
READ_SIZE_BYTES: Final = 256 * 1024  # one read where no toxic is active
CHUNK_SIZE_BYTES: Final = 32 * 1024  # one read, and so one chunk, where a toxic is active (as in Toxiproxy)
CHANNEL_COUNT_MAX: Final = 1  # chunks waiting for a toxic
DELAY_CHANNEL_COUNT_MAX: Final = 1024  # chunks waiting for a toxic that shifts the stream in time (as in Toxiproxy)
SPIN_S_MAX: Final = 0.001  # the event loop's timers are this coarse; shorter waits are spun
DIAL_LIMIT_S: Final = 120.0  # about the kernel's own limit for a TCP connect
RESOLVE_LIMIT_S: Final = 10.0  # looking up a host name
ACCEPT_BATCH_COUNT: Final = 64  # connections accepted before other sockets get their turn
ACCEPT_PAUSE_S: Final = 0.1  # rest of a listener after the process ran out of file descriptors
LISTEN_BACKLOG_COUNT: Final = 1024  # connections that the kernel keeps for a listener
CONNECTION_COUNT_MAX: Final = 16_384  # live connections of one proxy; more are closed at once
KEEPALIVE_IDLE_S: Final = 15  # TCP keep-alive, as Go's default

# HTTP API.
API_CONNECTION_COUNT_MAX: Final = 256  # more are closed at once
HEAD_SIZE_BYTES_MAX: Final = 32 * 1024  # request line and headers
HEADER_COUNT_MAX: Final = 128
BODY_SIZE_BYTES_MAX: Final = 4 * 1024 * 1024
READ_LIMIT_S: Final = 15.0  # from a request's first byte to its last
WRITE_LIMIT_S: Final = 30.0  # a response
IDLE_LIMIT_S: Final = 60.0  # an API connection between two requests
HANDLER_LIMIT_S: Final = 25.0  # carrying out a request
DRAIN_LIMIT_S: Final = 0.5  # reading what is left of a refused request, so that its answer is not reset away
DRAIN_SIZE_BYTES_MAX: Final = 1024 * 1024

# Metrics.
SERIES_COUNT_MAX: Final = 4096  # label sets; the oldest are forgotten first
