"""Variables of the environment that look like settings of Hyke and are none: most are misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

PREFIX = "HYKE_"
# Not a service's setting, but read by docker-compose.yml or by a command of `hyke`. All of them stand in one .env.
OUTSIDE = frozenset({"HYKE_OPERATOR", "HYKE_PASSWORD", "HYKE_PORT", "HYKE_USERNAME"})


def unknown_names(given: Iterable[str], settings: Collection[str], service: str | None = None) -> list[str]:
    """A sentence for each name that begins like one of ours and is known to nobody, with the nearest known name.

    A name known to any service is known: each is given the variables of all. ``service`` may stand in front of a name.
    """
    known = {*OUTSIDE, *settings}
    own = f"{service.upper()}_" if service else ""
    strangers = [name for name in sorted(given) if is_ours(name, own) and name.removeprefix(own) not in known]
    return [f"{name} is no setting of Hyke{_nearest(name, own, known)}" for name in strangers]


def is_ours(name: str, own: str) -> bool:
    """Whether a name begins as our settings do, also behind the service's own prefix."""
    return name.removeprefix(own).upper().startswith(PREFIX)


def _nearest(name: str, own: str, known: Collection[str]) -> str:
    front, bare = (own, name[len(own) :]) if own and name.startswith(own) else ("", name)
    near = get_close_matches(bare.upper(), sorted(known), n=1, cutoff=0.75)
    return f": did you mean {front}{near[0]}?" if near else ": remove it, or correct its name"
