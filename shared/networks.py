"""Networks: sets of addresses, and where behind known proxies a request came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

Address = IPv4Address | IPv6Address
_LONGEST = 200  # hops that are read of a header that anybody may write
_NEIGHBOURHOOD = 64  # an IPv6 network as it is given to one customer: its addresses are one


@dataclass(frozen=True, slots=True)
class Networks:
    """Some networks; an address is in them or not."""

    ranges: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """From addresses and networks with commas between them; ValueError for anything else."""
        return cls(tuple(ip_network(each.strip(), strict=False) for each in text.split(",") if each.strip()))

    def __contains__(self, address: object) -> bool:
        found = address_of(address) if isinstance(address, str) else None
        return found is not None and any(found.version == each.version and found in each for each in self.ranges)


NOWHERE = Networks()


def address_of(text: str) -> Address | None:
    """The address that a text names, also with a port or in brackets; an IPv4 address within IPv6 is itself."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def origin(peer: str, forwarded: str, proxies: Networks) -> str:
    """Who began the request: the nearest of ``peer`` and the addresses in ``X-Forwarded-For`` that is no known proxy.

    What a stranger wrote into the header stands to the left of what known proxies added, and is never looked at.
    """
    hops: Sequence[str] = [*forwarded.split(",")[-_LONGEST:], peer] if peer in proxies else [peer]
    nearest = peer
    for hop in reversed(hops):
        found = address_of(hop)
        if found is None:
            break  # no address: whoever wrote it, the last one that is known stands
        nearest = str(found)
        if nearest not in proxies:
            break
    return nearest


def neighbourhood(address: str) -> str:
    """Those who count as one for a limit: an IPv4 address, an IPv6 network of 64 bits."""
    found = address_of(address)
    if found is None:
        return address
    return str(ip_network((found, _NEIGHBOURHOOD), strict=False)) if isinstance(found, IPv6Address) else str(found)
