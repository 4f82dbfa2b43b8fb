from __future__ import annotations

import pytest

from drillbook.services.toxiproxy_server.errors import AddressError, ApiError, Refusal


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_an_error_of_the_client(refusal):
    assert ApiError(refusal).status in {400, 404, 409}
    assert ApiError(refusal).message == refusal.value[1]


def test_what_exactly_is_wrong_stands_behind_a_colon():
    error = ApiError(Refusal.MISSING_FIELD, "upstream")
    assert (error.status, str(error), error.message) == (400, *["missing required field: upstream"] * 2)


def test_an_address_that_cannot_be_used_is_an_error_of_the_server():
    error = AddressError("listen tcp: lookup nowhere: no such host")
    assert (error.status, error.message) == (500, "listen tcp: lookup nowhere: no such host")
