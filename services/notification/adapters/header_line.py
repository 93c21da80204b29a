"""Header lines that are encoded once, here, and that nothing decodes or folds anew on the way to the mail server.

Python's own header objects (``email.headerregistry``) read encoded words in what they are given, and fold what came
out: several released versions then write line ends that were hidden in a name (CVE-2024-6923), or fail on a long one.
"""

from __future__ import annotations

from email.header import Header
from email.policy import Policy
from email.utils import quote

from shared.contracts.names import visible


class HeaderLine(str):
    """A header's text and its encoded form; ``email.policy`` takes it for a header object and writes it as it is."""

    name: str
    encoded: str

    def fold(self, *, policy: Policy) -> str:
        """The line as it is written."""
        lines = self.encoded.splitlines()
        return f"{self.name}: {policy.linesep.join(lines)}{policy.linesep}"


def text_line(name: str, text: str) -> HeaderLine:
    """A header of plain words, such as the subject."""
    plain = visible(text)
    return _line(name, plain, _encoded(name, plain))


def address_line(name: str, who: str, address: str) -> HeaderLine:
    """A header of one mailbox; the address is known to have neither spaces nor brackets."""
    plain = visible(who)
    if not plain:
        return _line(name, address, address)
    phrase = f'"{quote(plain)}"' if plain.isascii() else _encoded(name, plain)
    return _line(name, f"{plain} <{address}>", f"{phrase}\n <{address}>")


def _line(name: str, text: str, encoded: str) -> HeaderLine:
    line = HeaderLine(text)
    line.name, line.encoded = name, encoded
    return line


def _encoded(name: str, plain: str) -> str:
    charset = "us-ascii" if plain.isascii() else "utf-8"
    return Header(plain, charset, header_name=name).encode()
