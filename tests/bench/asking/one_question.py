"""One question and its answer: ours, a py-amqp round trip, and nameko's clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.bench.asking.stack import SERVICES
from tests.bench.ground import Ground
from tests.bench.programs import Program
from tests.bench.rounds import Rounds

PACKAGE = "tests.bench.asking"
OURS, FLOOR, PLAIN = "ours", "py-amqp, same database work", "py-amqp, psycopg alone"
STANDALONE, INSIDE = "nameko ClusterRpcClient", "nameko ClusterRpc in a service"
WARM, TIMES, FEW = 300, 1500, 150
"""Questions in the warming round, in a round, and in a round of a rival that needs milliseconds."""
_TIMES = {OURS: TIMES, FLOOR: TIMES, PLAIN: TIMES, STANDALONE: FEW, INSIDE: FEW}


def one_question(ground: Ground, rounds: int) -> Rounds:
    """The microseconds of each rival's questions."""
    found = Rounds()
    with callers(ground) as asking:
        for number in range(rounds + 1):
            for name, program in asking.items():
                times = _TIMES[name] if number else min(WARM, _TIMES[name])
                answered = program.order(times=times)
                if answered["right"] != times:
                    raise AssertionError(f"{name}: {answered['right']} right answers to {times} questions")
                if number:
                    found.add(name, answered["micros"])
    return found


@contextmanager
def callers(ground: Ground) -> Iterator[dict[str, Program]]:
    """Each rival's asking side, its answering side running."""
    service, database_url, amqp_url = SERVICES[0], ground.database_url, ground.amqp_url
    with ExitStack() as running:

        def run(name: str, *arguments: str) -> Program:
            return running.enter_context(Program(f"{PACKAGE}.{name}", *arguments))

        run("ours_service", service, database_url, amqp_url)
        run("amqp_service", "pooled", database_url, amqp_url)
        run("amqp_service", "plain", database_url, amqp_url)
        run("nameko_service", f"nameko_{service}", database_url, amqp_url)
        yield {
            OURS: run("ours_caller", service, amqp_url),
            FLOOR: run("amqp_caller", "pooled", amqp_url),
            PLAIN: run("amqp_caller", "plain", amqp_url),
            STANDALONE: run("nameko_caller", f"nameko_{service}", amqp_url),
            INSIDE: run("nameko_inside", f"nameko_{service}", amqp_url),
        }
