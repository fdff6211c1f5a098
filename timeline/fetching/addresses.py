"""Which addresses may be contacted: the public web, whatever a page, a redirect or a name server would like.

A host is resolved once, every address that it has is checked, and the connection goes to what was checked: a name that
answers differently the second time (DNS rebinding) gains nothing. Ways to write 127.0.0.1 (``2130706433``,
``0x7f.1``, ``0177.0.0.1``) need no rules of their own, for they resolve to it.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from dateline.timeline.errors import TimelineError

# Host and port -> its addresses, as text.
Resolver = Callable[[str, int], Sequence[str]]
_PORTS = {"http": 80, "https": 443}
# Below it are mail, shells and name servers, which no source is; sites on trial live above it.
_FIRST_FREE_PORT = 1024
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
# A space or control character is no part of an address, and urlsplit drops some silently; a backslash is read as a
# slash by some and not by others.
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")
_LONGEST_URL = 4096
_IN_PATH = "/%:@!$&'()*+,;=~-._"
# What Python's is_global lets through, by its version, though no source lives there: tunnels with an IPv4 address in
# them, 6to4 relays, what protocols use among themselves (RFC 6890), and addresses for documents (RFC 9637).
_NOT_SITES = tuple(
    ip_network(net)
    for net in ("2002::/16", "2001::/23", "64:ff9b::/96", "3fff::/20", "192.88.99.0/24", "192.0.0.0/24")
)
# All that is given out as public so far; compatible forms such as ::127.0.0.1, which is_global passes, are outside.
_PUBLIC_IPV6 = ip_network("2000::/3")
# Keys of the machine itself, in networks that count as merely private.
_METADATA = frozenset(map(ip_address, ("fd00:ec2::254", "100.100.100.200")))


class RefusedError(TimelineError, ValueError):
    """An address that is not contacted; its text says what was found."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked form of a URL: what to resolve, and what to ask for there.

    Attributes:
        scheme: http or https.
        host: ASCII, lower case; an IPv6 address without brackets.
        port: Always set.
        path: With the query, percent-encoded; never empty.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for, and all of a URL that messages show."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole."""
        return self.origin + self.path


def target_of(url: str) -> Target:
    """Take a URL apart; an international name becomes its ASCII form.

    Raises:
        RefusedError: It is no http(s) URL, carries a password, or names a port that no web site has.
    """
    # What is shown is without a password.
    shown = url.rpartition("@")[2][:100]
    if len(url) > _LONGEST_URL:
        raise RefusedError(f"expected a URL of at most {_LONGEST_URL:,} characters, found {shown!r}...")
    if _NOT_IN_URL.search(url):
        raise RefusedError(f"expected a URL without spaces and control characters, found {shown!r}")
    try:
        parts = urlsplit(url)
        port = parts.port
        if parts.scheme not in _PORTS:
            raise RefusedError(f"expected an http or https URL, found {parts.scheme or shown!r}")
        host = _ascii(parts.hostname or "")
    except RefusedError:
        raise
    except ValueError as error:
        raise RefusedError(f"expected an http or https URL, found {shown!r} ({error})") from error
    if "@" in parts.netloc:
        raise RefusedError("expected a URL without user name and password, found one with them")
    if port is None:
        port = _PORTS[parts.scheme]
    if port < _FIRST_FREE_PORT and port not in _PORTS.values():
        raise RefusedError(f"expected port 80, 443 or one from {_FIRST_FREE_PORT}, found {port}")
    query = f"?{quote(parts.query, safe=_IN_PATH + '?')}" if parts.query else ""
    return Target(parts.scheme, host, port, quote(parts.path or "/", safe=_IN_PATH) + query)


def redirected(target: Target, location: str) -> Target:
    """Where a redirect leads, checked like any other URL.

    Args:
        target: What was asked.
        location: The header as http.client gives it: bytes read as Latin-1.

    Raises:
        RefusedError: As for ``target_of``, or it leads from https back to http.
    """
    try:
        # Servers send raw UTF-8 and spaces, which browsers mend.
        location = location.encode("latin-1").decode("utf-8").strip().replace(" ", "%20")
        joined = urljoin(target.url, location)
    except ValueError as error:
        raise RefusedError(f"expected a redirect to a URL, found {location[:100]!r}") from error
    onward = target_of(joined)
    if target.scheme == "https" and onward.scheme == "http":
        raise RefusedError(f"expected https to stay https, found a redirect to {onward.origin}")
    return onward


def checked_addresses(target: Target, resolve: Resolver, *, allow_private: bool = False) -> tuple[str, ...]:
    """Resolve a host once and return the addresses that a connection may go to.

    Args:
        target: Of ``target_of``.
        resolve: Asks the name server.
        allow_private: For tests and intranets: this machine and private networks may be contacted, too.

    Raises:
        RefusedError: Any of its addresses may not be contacted: a host with one inside and one outside is an attack.
        OSError: The host cannot be resolved.
    """
    found = tuple(dict.fromkeys(resolve(target.host, target.port)))
    if not found:
        raise OSError(f"{target.host} has no address")
    for text in found:
        address = ip_address(text)
        if not may_contact(address, allow_private=allow_private):
            raise RefusedError(f"expected {target.host} to be on the public internet, found {address}")
    return found


def may_contact(address: IPv4Address | IPv6Address, *, allow_private: bool = False) -> bool:
    """Whether an address is public; with ``allow_private`` whether it is a machine's and not a network's own."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    # Link-local holds the metadata service of clouds (169.254.169.254): nothing there is ever a source.
    if address.is_link_local or address.is_multicast or address.is_unspecified or address in _METADATA:
        return False
    if any(address.version == net.version and address in net for net in _NOT_SITES):
        return False
    if allow_private and (address.is_private or address.is_loopback):
        return True
    if isinstance(address, IPv6Address) and address not in _PUBLIC_IPV6:
        return False
    return address.is_global


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the system."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _ascii(host: str) -> str:
    if ":" in host and "%" not in host:
        return str(IPv6Address(host))
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    # Certificates do not know the dot that ends a name.
    name = name.lower().removesuffix(".")
    if not _HOST.fullmatch(name) or len(name) > 253:
        raise ValueError("no host")
    return name
