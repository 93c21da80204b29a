"""Who answers for the data of a demo: nobody, and the privacy notice says so."""

from collections.abc import Mapping
from types import MappingProxyType

NOTICE_OF_A_DEMO: Mapping[str, str] = MappingProxyType(
    {
        "HYKE_CONTROLLER": "Esittely: kukaan ei vastaa näistä tiedoista, älä anna oikeita tietoja"
        " | Demo: ingen ansvarar för de här uppgifterna, ange inga riktiga uppgifter"
        " | A demo: nobody answers for this data, enter nothing real",
        "HYKE_CONTROLLER_CONTACT": "demo@example.org (keksitty osoite)"
        " | demo@example.org (påhittad adress)"
        " | demo@example.org (a made-up address)",
        "HYKE_DATA_PROTECTION_OFFICER": "Esittelyssä ei ole tietosuojavastaavaa"
        " | En demo har inget dataskyddsombud"
        " | A demo has no data protection officer",
        "HYKE_LEGAL_BASIS": "Esittely: todellisia tietoja ei käsitellä"
        " | Demo: inga verkliga uppgifter behandlas"
        " | A demo: no real data is processed",
    }
)
