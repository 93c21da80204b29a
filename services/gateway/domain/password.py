"""Whether a password can be guessed by whoever knows the person and what people choose; a look, not a measure."""

from __future__ import annotations

import re

# What people everywhere, and people here, make passwords of. Not a list of passwords: pieces that carry nothing.
_PIECES = (
    "password passwort passord salasana losenord lösenord tunnussana kirjaudu kirjautuminen inloggning login welcome "
    "tervetuloa valkommen välkommen letmein changeme vaihdatama secret salainen hemlig admin administrator master "
    "hyke hyvinvointi hyvinvointikeskustelu metropolia opiskelija student lehtori lecturer opettaja teacher koulu "
    "iloveyou minarakastansinua monkey dragon sunshine princess football jalkapallo hockey jaakiekko pokemon minecraft "
    "suomi finland sverige helsinki perkele saatana kissa koira hauva talvi kevat kesa syksy winter spring summer "
    "autumn january february march april june july august september october november december"
).split()
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_SHORTEST_RUN = 3
_ENOUGH = 6  # characters that are left when what carries nothing is taken away
_FEWEST_DIFFERENT = 5


def is_guessable(password: str, username: str) -> bool:
    """Whether nearly all of it is the username, words that everybody thinks of, rows of keys, or the same again."""
    plain = re.sub(r"\s+", "", password.casefold())
    if len(set(plain)) < _FEWEST_DIFFERENT:
        return True
    own = [piece for piece in re.split(r"[^a-zåäö]+", username.casefold()) if len(piece) >= _SHORTEST_RUN]
    return min(_left(plain, own), _left(plain.translate(_LEET), own)) < _ENOUGH


def _left(text: str, own: list[str]) -> int:
    for piece in sorted({*_PIECES, *own}, key=len, reverse=True):
        text = text.replace(piece, " ")
    text = re.sub(r"(.)\1{2,}", " ", text)
    text = re.sub(r"(.{2,}?)\1+", r"\1", text)
    return len(re.sub(r"[\W_]+", "", _without_runs(text)))


def _without_runs(text: str) -> str:
    kept, place = "", 0
    while place < len(text):
        length = _run_at(text, place)
        if length < _SHORTEST_RUN:
            kept, place = kept + text[place], place + 1
        else:
            kept, place = kept + " ", place + length
    return kept


def _run_at(text: str, place: int) -> int:
    """How many characters from here on stand side by side on a row of keys or in a series, in either direction."""
    longest = 0
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        length = 1
        while place + length < len(text) and text[place : place + length + 1] in row:
            length += 1
        longest = max(longest, length)
    return longest
