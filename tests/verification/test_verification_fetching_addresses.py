"""Which addresses of the internet may be asked: none inside, in whatever spelling."""

import pytest
from foreignhost import INSIDE

from pharos.verification.fetching.addresses import is_public


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_public(address: str) -> None:
    """NET-02: loopback, private, link-local, shared, mapped and tunnelled ones."""
    assert not is_public(address)


def test_addresses_of_the_internet_are_public() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700:4700::1111")
