"""The instruments that were read, found by code and version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.assessment.domain.instrument import Instrument, age_of


class ReadInstruments:
    """Holds what was read at start; older versions stay, for the assessments that were begun with them."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._held = {(instrument.code, instrument.version): instrument for instrument in instruments}

    def offered(self) -> Sequence[Instrument]:
        """The newest version of each instrument, by code."""
        codes = sorted({code for code, _ in self._held})
        return [found for found in map(self.newest, codes) if found is not None]

    def newest(self, code: str) -> Instrument | None:
        """The newest version of an instrument, or None."""
        versions = [held for held in self._held.values() if held.code == code]
        return max(versions, key=lambda held: age_of(held.version), default=None)

    def find(self, code: str, version: str) -> Instrument | None:
        """This very version, or None."""
        return self._held.get((code, version))
