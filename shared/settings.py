"""All that a service is told from outside, read once and checked as a whole.

A variable may be given for one service alone by its name in front: BOOKING_DATABASE_URL wins over DATABASE_URL.
An empty variable counts as absent.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from shared.known_names import unknown_names
from shared.networks import NOWHERE, Networks


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One service's settings; its repr holds no secret."""

    service: str
    stack: str
    public_url: str
    secret_key: str = field(repr=False)
    link_secret: str = field(repr=False)
    time_zone: ZoneInfo
    database_url: str = field(repr=False)
    amqp_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    mailbox_url: str | None
    university: Mapping[str, str]  # its name by language code
    http_host: str
    http_port: int
    ops_port: int
    log_level: str
    instruments_dir: Path | None = None
    hsts_subdomains: bool = False
    trusted_proxies: Networks = NOWHERE
    campus_networks: Networks = NOWHERE
    bookings_per_address: int = 20
    bookings_per_campus: int = 300
    bookings_per_mailbox: int = 4
    bookings_in_all: int = 400
    # who answers for the data, by language code: what the privacy notice says of it
    controller: Mapping[str, str] = field(default_factory=dict)
    controller_contact: Mapping[str, str] = field(default_factory=dict)
    data_protection_officer: Mapping[str, str] = field(default_factory=dict)
    legal_basis: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_env(cls, env: Mapping[str, str], service: str) -> Self:
        """Reads every setting; SettingsError names each one that is missing or wrong, and each that is unknown."""
        values: dict[str, Any] = {}
        problems = unknown_names((name for name, value in env.items() if value), SETTING_NAMES, service)
        for variable in VARIABLES:
            try:
                values[variable.field] = variable.read(env, service)
            except ValueError:
                problems.append(f"{variable.name} {variable.expected}")
        if values.get("mailbox_url") and not is_loopback(values.get("public_url", "http://localhost")):
            problems.append(f"MAILBOX_URL {_DEMO_ALONE}")
        if problems:
            raise SettingsError(service, problems)
        return cls(service=service, **values)


class SettingsError(Exception):
    """Settings are missing or wrong; `problems` has a sentence for each."""

    def __init__(self, service: str, problems: list[str]) -> None:
        self.service = service
        self.problems = problems
        super().__init__("\n".join([f"{service} cannot start:", *(f"  {problem}" for problem in problems)]))


# Whoever reads the mailbox reads every private link.
_DEMO_ALONE = (
    "must be empty where HYKE_PUBLIC_URL is not this very machine, like http://localhost:8800: it is for demos"
)


def is_loopback(url: str) -> bool:
    """Whether nobody but this very machine can open the address."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Variable:
    """A variable of the environment: the field it fills, what it must be, and what stands when it is absent."""

    name: str
    field: str
    expected: str
    parse: Callable[[str], Any]
    default: str | None = None
    only: frozenset[str] = frozenset()
    absent: Any = ""

    def read(self, env: Mapping[str, str], service: str) -> Any:
        """The checked value; ValueError when it is missing or wrong."""
        if self.only and service not in self.only:
            return self.absent
        text = env.get(f"{service.upper()}_{self.name}") or env.get(self.name) or self.default
        if text is None:
            raise ValueError(self.name)
        return self.parse(text) if text else self.absent


def matching(pattern: str) -> Callable[[str], str]:
    """A parser that takes only text of this form."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return parse


def url_of(*schemes: str) -> Callable[[str], str]:
    """A parser of addresses with one of these schemes, without the slash at the end."""

    def parse(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not (parts.hostname or parts.path.strip("/")):
            raise ValueError
        _ = parts.port
        return text.rstrip("/")

    return parse


def site(text: str) -> str:
    """The address of a web server alone: no path, no query, no fragment, nobody's name."""
    parts = urlsplit(text)
    rest = text.removeprefix(f"{parts.scheme}://{parts.netloc}")
    if rest not in ("", "/") or "@" in parts.netloc:
        raise ValueError
    return url_of("http", "https")(text)


def yes_or_no(text: str) -> bool:
    """Whether something is wished."""
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"


def port(text: str) -> int:
    """A TCP port's number."""
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError
    return number


def count(text: str) -> int:
    """A whole number from 1 to a million."""
    number = int(text)
    if not 0 < number <= 1_000_000:
        raise ValueError
    return number


def time_zone(text: str) -> ZoneInfo:
    """A zone by its IANA name."""
    try:
        return ZoneInfo(text)
    except (OSError, KeyError) as unknown:
        raise ValueError(text) from unknown


def sender(text: str) -> str:
    """A mail address, with or without a name."""
    if "@" not in parseaddr(text)[1]:
        raise ValueError
    return text


def names(text: str) -> Mapping[str, str]:
    """A name by language code: one for all, or Finnish | Swedish | English."""
    given = [name.strip() for name in text.split("|")]
    if len(given) not in (1, 3) or not all(given):
        raise ValueError(text)
    return MappingProxyType(dict(zip(("fi", "sv", "en"), given * (3 // len(given)), strict=True)))


def folder(text: str) -> Path:
    """A folder that is there."""
    found = Path(text)
    if not found.is_dir():
        raise ValueError(text)
    return found


POSTGRES = "postgresql+psycopg"
GATEWAYS = frozenset({"gateway"})
MAILERS = frozenset({"notification"})

_AN_HOUR = ("must be how many bookings without an account may be made in an hour, like 20", count)
_A_DAY = ("must be how many bookings without an account one mail address may have in a day, like 4", count)

VARIABLES = (
    Variable(
        "HYKE_STACK",
        "stack",
        "must name this stack in small letters, digits and hyphens, like metropolia",
        matching("[a-z0-9][a-z0-9-]{0,62}"),
    ),
    Variable(
        "HYKE_PUBLIC_URL",
        "public_url",
        "must be the address people open, like https://hyke.example.fi, with nothing behind the host and port",
        site,
    ),
    Variable("HYKE_SECRET_KEY", "secret_key", "must be a secret of at least 32 characters", matching(r"(?s).{32,}")),
    Variable(
        "HYKE_LINK_SECRET",
        "link_secret",
        "must be a secret of at least 32 characters",
        matching(r"(?s).{32,}"),
    ),
    Variable(
        "HYKE_TIME_ZONE",
        "time_zone",
        "must be a time zone's name, like Europe/Helsinki",
        time_zone,
        "Europe/Helsinki",
    ),
    Variable(
        "DATABASE_URL",
        "database_url",
        f"must be the address of the service's database, like {POSTGRES}://role:password@host/database",
        url_of(POSTGRES),
    ),
    Variable(
        "AMQP_URL",
        "amqp_url",
        "must be the broker's address, like amqp://user:password@host:5672/vhost",
        url_of("amqp", "amqps", "inprocess"),
    ),
    Variable(
        "SMTP_URL",
        "smtp_url",
        "must be a mail server's address, like smtp+starttls://user:password@host:587",
        url_of("smtp", "smtps", "smtp+starttls"),
        only=MAILERS,
    ),
    Variable(
        "MAIL_FROM",
        "mail_from",
        "must be the sender of the mails, like Hyke <hyke@example.fi>",
        sender,
        only=MAILERS,
    ),
    Variable(
        "MAILBOX_URL",
        "mailbox_url",
        "must be the address of the mailbox, like http://127.0.0.1:8026",
        url_of("http", "https"),
        default="",
        absent=None,
    ),
    Variable(
        "HYKE_INSTRUMENTS",
        "instruments_dir",
        "must be a folder with the instruments that you hold a licence for, one YAML file each",
        folder,
        default="",
        only=frozenset({"assessment"}),
        absent=None,
    ),
    Variable(
        "HYKE_UNIVERSITY",
        "university",
        "must be the university's name, or three of them: Finnish | Swedish | English",
        names,
        "Hyke",
    ),
    Variable(
        "HYKE_HSTS_SUBDOMAINS",
        "hsts_subdomains",
        "must be yes or no: whether browsers shall insist on https for every name below that of HYKE_PUBLIC_URL",
        yes_or_no,
        "no",
    ),
    Variable(
        "HYKE_TRUSTED_PROXIES",
        "trusted_proxies",
        "must be addresses or networks of your own proxies, like 10.0.0.5, 172.18.0.0/16",
        Networks.read,
        default="",
        only=GATEWAYS,
        absent=NOWHERE,
    ),
    Variable(
        "HYKE_CAMPUS_NETWORKS",
        "campus_networks",
        "must be the addresses or networks that your campuses are seen by, like 192.0.2.7, 2001:db8::/48",
        Networks.read,
        default="",
        only=GATEWAYS,
        absent=NOWHERE,
    ),
    Variable("HYKE_BOOKINGS_PER_ADDRESS", "bookings_per_address", *_AN_HOUR, "20", GATEWAYS),
    Variable("HYKE_BOOKINGS_PER_CAMPUS", "bookings_per_campus", *_AN_HOUR, "300", GATEWAYS),
    Variable("HYKE_BOOKINGS_PER_MAILBOX", "bookings_per_mailbox", *_A_DAY, "4", GATEWAYS),
    Variable("HYKE_BOOKINGS_IN_ALL", "bookings_in_all", *_AN_HOUR, "400", GATEWAYS),
    *(
        Variable(
            f"HYKE_{field.upper()}",
            field,
            f"must be {what}; or three of them: Finnish | Swedish | English",
            names,
            only=GATEWAYS,
            absent=MappingProxyType({}),
        )
        for field, what in (
            ("controller", "the name of who answers for the clients' data, for the privacy notice"),
            ("controller_contact", "how clients reach them: an address, a telephone number, a postal address"),
            ("data_protection_officer", "the data protection officer with an address"),
            ("legal_basis", "the legal basis on which the data is processed"),
        )
    ),
    Variable("HTTP_HOST", "http_host", "must be the address to listen on", matching(r"\S+"), "127.0.0.1"),
    Variable("HTTP_PORT", "http_port", "must be a port from 1 to 65535", port, "8800"),
    Variable("OPS_PORT", "ops_port", "must be a port from 1 to 65535", port, "8810"),
    Variable(
        "LOG_LEVEL",
        "log_level",
        "must be DEBUG, INFO, WARNING or ERROR",
        matching("DEBUG|INFO|WARNING|ERROR"),
        "INFO",
    ),
)

SETTING_NAMES = frozenset(variable.name for variable in VARIABLES)
