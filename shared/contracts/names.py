"""What may be the name of a person or a place: text of any script, in which nothing hides, commands or leads away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import marshmallow as ma
from marshmallow import validate

UNSEEN = "Has a character that is not seen."
ENCODED = "Has =? in it."
LINK = "Looks like a web address."
NO_LETTER = "Has no letter."

_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_IDEOGRAPHS = range(0x20000, 0x40000)  # rare ones of names, which a Python may be too old to know
# Letters, marks and signs that show nothing: the fillers and the like by which a name can look empty.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Scripts in which a joiner or non-joiner between two letters belongs to the spelling, also of names.
_JOINED = (
    "ARABIC",
    "SYRIAC",
    "NKO",
    "MONGOLIAN",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "ORIYA",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
    "KHMER",
    "MYANMAR",
    "TIBETAN",
)
_JOINERS = "\u200c\u200d"
_VIRAMA = 9  # the combining class of the signs after which a joiner may also end a word
# Somebody may write St.John or Anna.Link; nobody is called evil.com or evil.link.
_ENDINGS = "(?i:com|net|org|info|biz|xyz)|app|click|dev|io|link|online|shop|site|top|eu|fi|se|ee|ru|de|uk"
_ADDRESS = re.compile(rf"://|\b(?i:www)\.|[^\W_]{{2,}}\.(?:{_ENDINGS})\b|\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b")
_PATH = re.compile(r"@|\w\.[^\W\d_]{2,}(?:[/?#]|:\d)")


class Named(validate.Validator):
    """Refuses a text in which a rule of names finds a flaw; an empty one is for other rules to refuse."""

    def __init__(self, flaw_in: Callable[[str], str | None]) -> None:
        self.flaw_in = flaw_in

    def __call__(self, value: str) -> str:
        flaw = self.flaw_in(value) if value else None
        if flaw:
            raise ma.ValidationError(flaw)
        return value


def tidy(text: str) -> str:
    """The text composed (NFC), with one space between its words and none around them."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def flaw_in_person(name: str) -> str | None:
    """What is wrong with a person's name, in one of the sentences above; nothing for a name that somebody may have."""
    flaw = _flaw_in(name)
    if flaw is None and _leads_away(name, _PATH):
        return LINK
    if flaw is None and not any(unicodedata.category(each).startswith("L") for each in name):
        return NO_LETTER
    return flaw


def flaw_in_place(name: str) -> str | None:
    """The same of a room, a campus or a street address, whose name may be a number."""
    flaw = _flaw_in(name)
    if flaw is None and not any(unicodedata.category(each)[0] in "LN" for each in name):
        return NO_LETTER
    return flaw


def flaw_in_header(text: str) -> str | None:
    """The flaw of a text of which a mail program, or a library, might take a part for an encoded word (RFC 2047)."""
    return ENCODED if "=?" in text else None


def visible(text: str) -> str:
    """The text on one line, without what is not seen, and with nothing in it that could be decoded once more."""
    shown = (" " if is_unseen(text, at) else each for at, each in enumerate(text))
    return tidy("".join(shown)).replace("=?", "= ?")


def harmless(name: str) -> str:
    """A name that was taken in before there were rules, as it may stand in a mail: it leads nowhere."""
    shown = visible(name)
    return tidy(re.sub(r"[.:/@?#]", " ", shown)) if _leads_away(shown, _ADDRESS, _PATH) else shown


def is_unseen(text: str, at: int) -> bool:
    """Whether the character at this place is a control, a format or a blank one that has no business there."""
    character = text[at]
    if character in _JOINERS:
        return not _is_joined(text, at)
    return character in _BLANK or (unicodedata.category(character) in _HIDDEN and ord(character) not in _IDEOGRAPHS)


def _flaw_in(name: str) -> str | None:
    if any(is_unseen(name, at) for at in range(len(name))):
        return UNSEEN
    return flaw_in_header(name) or (LINK if _leads_away(name, _ADDRESS) else None)


def _leads_away(name: str, *patterns: re.Pattern[str]) -> bool:
    plain = unicodedata.normalize("NFKC", name)  # letters and dots of other widths are read as addresses, too
    return any(pattern.search(each) for pattern in patterns for each in (name, plain))


def _is_joined(text: str, at: int) -> bool:
    before, after = text[:at][-1:], text[at + 1 :][:1]
    if before and unicodedata.combining(before) == _VIRAMA:
        return True
    return all(each and unicodedata.name(each, "").startswith(_JOINED) for each in (before, after))
