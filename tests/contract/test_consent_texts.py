"""What a client consents to is kept as it was shown: another text is another version."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from shared.contracts.vocabulary import CONSENT_VERSION, CONSENT_VERSIONS

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "consent"


@pytest.mark.parametrize("version", CONSENT_VERSIONS)
def test_the_text_of_every_version_is_kept_in_three_languages(version: str) -> None:
    kept = yaml.safe_load((KEPT / f"{version}.yaml").read_text(encoding="utf-8"))
    assert {"consent.what_text", "consent.who_text", "consent.how_long_text", "consent.agree"} <= kept.keys()
    assert all(set(words) == {"fi", "sv", "en"} for words in kept.values())


def test_the_text_that_is_asked_by_is_that_of_its_version_and_nothing_else_was_kept() -> None:
    kept = yaml.safe_load((KEPT / f"{CONSENT_VERSION}.yaml").read_text(encoding="utf-8"))
    asked = yaml.safe_load((ROOT / "services/gateway/texts/consent.yaml").read_text(encoding="utf-8"))
    assert {key: asked.get(key) for key in kept} == kept, "give the changed text the next version, and keep it there"
    assert {file.stem for file in KEPT.glob("*.yaml")} == set(CONSENT_VERSIONS)
