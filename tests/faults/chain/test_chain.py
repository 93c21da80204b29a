"""Nothing of the chain is lost or repeated while its processes are killed, and the checker would have seen it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from deploy.databases.provision import plain
from deploy.host.service_discovery import service_names
from tests.conftest import FreshDatabase, address_of, create_database, drop_database
from tests.faults.chain.client import Chain
from tests.faults.chain.evidence import Evidence
from tests.faults.chain.found import Found
from tests.faults.chain.plan import planned
from tests.faults.chain.report import findings, is_good
from tests.faults.chain.rounds import Outcome, Play
from tests.faults.chain.verdict import judge
from tests.faults.chain.world import World, separate, together
from tests.faults.verdict import Fate
from tests.servers import OwnRabbit

SEED = int(os.environ.get("FAULTS_SEED", "618"))  # strikes each service once, two of them while they publish
ROUNDS, CHAINS = 4, 4


def test_stress_5_makes_one_follow_up_and_one_alert_though_services_are_killed(
    fresh_database: FreshDatabase, rabbit: OwnRabbit, tmp_path: Path
) -> None:
    databases = {name: fresh_database(name) for name in service_names()}
    with separate(databases, rabbit, tmp_path) as world:
        outcome = Play(world, CHAINS).all(planned(ROUNDS, SEED, most=1))
    assert is_good(outcome), [f"seed {SEED}", *findings(outcome)]


@dataclass(frozen=True)
class Played:
    """A run that is over, with its databases and mails as it left them."""

    world: World
    outcome: Outcome
    chains: Iterator[Chain]

    def look(self, chain: Chain) -> Found:
        """What can be found of a chain now."""
        with closing(Evidence(self.world)) as evidence:
            return evidence.of({chain.session_id: chain.correlation_id})[chain.session_id]

    def mails_of(self, chain: Chain) -> list[Path]:
        """The files of its urgent mail."""
        sought = (f"X-Correlation-ID: {chain.correlation_id}", "Priority: urgent")
        files = ((file, file.read_text()) for file in self.world.mails.glob("*.eml"))
        return [file for file, text in files if all(words in text for words in sought)]


@pytest.fixture(scope="module")
def one_process(
    postgres_url: str, migrated_template: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    """Rounds in which the one process of all services was killed."""
    names = {service: f"hyke_chain_{service}_{os.getpid()}" for service in service_names()}
    for service, name in names.items():
        create_database(postgres_url, name, migrated_template(service))
    databases = {service: address_of(postgres_url, name) for service, name in names.items()}
    with together(databases, tmp_path_factory.mktemp("chain")) as world:
        outcome = Play(world, CHAINS).all(planned(ROUNDS, SEED, most=1))
    yield Played(world, outcome, (chain for each in outcome.rounds for chain in each.chains))
    for name in names.values():
        drop_database(postgres_url, name)


def test_stress_5_makes_one_follow_up_and_one_alert_though_the_only_process_is_killed(one_process: Played) -> None:
    assert is_good(one_process.outcome), [f"seed {SEED}", *findings(one_process.outcome)]


COPY = """
    INSERT INTO outbox (event_id, type, subject, payload, published_at)
    SELECT gen_random_uuid(), type, subject, payload, published_at FROM outbox
    WHERE payload LIKE '%%' || %s || '%%' AND type = """
PARK = """
    INSERT INTO parked (handler, event_id, raw, reason, error, state)
    SELECT 'high_stress_detected', gen_random_uuid(), convert_to(%s, 'UTF8'), 'handler_failed', 'planted', 'dead'
    """
RATE_AGAIN = """
    INSERT INTO stress_ratings (session_id, rating_id, level, rated_at, rated_by, scale_version, threshold)
    SELECT session_id, gen_random_uuid(), level, rated_at, rated_by, scale_version, threshold
    FROM stress_ratings WHERE session_id = %s
    """


@pytest.mark.parametrize(
    ("service", "statement", "fate"),
    [
        ("session", "DELETE FROM stress_ratings WHERE session_id = %s", Fate.LOST),
        ("booking", "DELETE FROM follow_up WHERE follows_id = %s", Fate.LOST),
        ("notification", "DELETE FROM alert WHERE session_id = %s", Fate.LOST),
        ("session", RATE_AGAIN, Fate.DUPLICATED),
        ("booking", f"{COPY} 'booking.follow_up_proposed.v1'", Fate.DUPLICATED),
        ("notification", f"{COPY} 'notification.lecturer_alerted.v1'", Fate.DUPLICATED),
        ("notification", "UPDATE alert SET round = round + 1 WHERE session_id = %s", Fate.DUPLICATED),
        ("booking", PARK, Fate.PARKED),
        ("session", "UPDATE outbox SET published_at = NULL WHERE subject = %s", Fate.UNEXPECTED),
    ],
)
def test_what_is_planted_in_a_database_is_found(one_process: Played, service: str, statement: str, fate: Fate) -> None:
    chain = next(one_process.chains)
    assert judge(one_process.look(chain), is_answered=True)[0] is Fate.APPLIED
    with psycopg.connect(plain(one_process.world.databases[service])) as database:
        assert database.execute(statement, [str(chain.session_id)]).rowcount > 0
    assert judge(one_process.look(chain), is_answered=True)[0] is fate


@pytest.mark.parametrize(
    ("tamper", "fate", "repeats"),
    [
        (lambda mail: mail.unlink(), Fate.LOST, 0),
        (
            lambda mail: add(mail, mail.read_text().replace("Message-ID: <", "Message-ID: <another-")),
            Fate.DUPLICATED,
            0,
        ),
        (lambda mail: add(mail, mail.read_text()), Fate.APPLIED, 1),
    ],
)
def test_what_is_planted_at_the_mailbox_is_found(
    one_process: Played, tamper: Callable[[Path], None], fate: Fate, repeats: int
) -> None:
    chain = next(chain for chain in one_process.chains if not one_process.look(chain).repeats)
    (mail,) = one_process.mails_of(chain)
    tamper(mail)
    found = one_process.look(chain)
    assert judge(found, is_answered=True)[0] is fate
    assert found.repeats == repeats


def add(beside: Path, content: str) -> None:
    """Lay another mail beside one."""
    beside.with_stem(f"{beside.stem}-planted").write_text(content)
