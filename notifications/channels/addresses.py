"""Where a webhook may go: to the public network, never into our own. Asked for each delivery, as the name is resolved.

A name that leads to an address of ours would turn the house into somebody's hand inside its own network. So every
address the name has must be public, and the connection goes to the very address that was checked: a second look-up
could answer differently.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# is_global calls these public, and they lead to an IPv4 address inside them, or to an organisation's own relay.
TRANSLATED = [ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]


class Forbidden(Exception):
    """The name leads to an address that webhooks may not reach."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of the host, all of them public. Raises Forbidden, or OSError when the name is not known."""
    found = list(dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    for address in found:
        if not _may_be_reached(address):
            raise Forbidden(f"{host} leads to {address}, which is no public address.")
    return found


def is_forbidden_literal(host: str) -> bool:
    """An address written out is judged at once; a name only when it is used."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return host.rstrip(".").lower() == "localhost" and not settings.WEBHOOK_LOOPBACK
    return not _may_be_reached(host.strip("[]"))


def _may_be_reached(text: str) -> bool:
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return bool(settings.WEBHOOK_LOOPBACK)
    if any(address.version == net.version and address in net for net in TRANSLATED):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
