"""Where a request came from: known proxies are believed, and nobody else."""

from __future__ import annotations

import pytest

from shared.networks import Networks, address_of, neighbourhood, origin

PROXIES = Networks.read("10.0.0.0/8, ::1, 192.0.2.4")


@pytest.mark.parametrize(
    ("peer", "forwarded", "came_from"),
    [
        ("198.51.100.1", "", "198.51.100.1"),
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),  # a stranger says that they are somebody else
        ("10.0.0.5", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.5", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # what stands left of it was written by the stranger
        ("10.0.0.5", "203.0.113.9, 192.0.2.4", "203.0.113.9"),  # two proxies of ours
        ("10.0.0.5", "203.0.113.9, nonsense", "10.0.0.5"),
        ("10.0.0.5", "203.0.113.9, nonsense, 192.0.2.4", "192.0.2.4"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "10.1.1.1", "10.1.1.1"),
        ("::ffff:10.0.0.5", "[2001:db8::1]:4711", "2001:db8::1"),
        ("::1", "203.0.113.9:1234", "203.0.113.9"),
        ("10.0.0.5", ",".join(["10.0.0.6"] * 5000), "10.0.0.6"),
        ("", "203.0.113.9", ""),
    ],
)
def test_known_proxies_are_believed_and_nobody_else(peer: str, forwarded: str, came_from: str) -> None:
    assert origin(peer, forwarded, PROXIES) == came_from


def test_without_proxies_the_header_is_never_looked_at() -> None:
    assert origin("127.0.0.1", "203.0.113.9", Networks()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_an_ipv6_network_of_64_bits_counts_as_one(address: str, counts_as: str) -> None:
    assert neighbourhood(address) == counts_as


@pytest.mark.parametrize("text", ["10.0.0.0/40", "somewhere", "10.0.0.1 10.0.0.2"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Networks.read(text)


@pytest.mark.parametrize("text", ["", "unknown", "_hidden", "1.2.3", "[::1"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert address_of(text) is None or text == "[::1"
