"""A broker that restarts, is short of memory, loses queues, or is full."""

from __future__ import annotations

from time import monotonic, sleep

from tests.faults.healing import republish_missing
from tests.faults.round import Round
from tests.faults.servers import FULL
from tests.faults.stage import QUEUE

_INFANCY = 3.0
_EXCHANGE, _TYPE = "hyke.services", "source.told.v1"


def restarted_while_idle(round: Round) -> None:
    """Nobody notices until there is something to say."""
    restart(round)
    round.healed()
    round.say(round.numbers(20))


def restarted_during_publish(round: Round) -> None:
    """The source publishes and the sink consumes when the broker goes."""
    with round.talking():
        round.nap(0.1, 0.5)
        restart(round)
        round.healed()


def restart(round: Round) -> None:
    """Stop or kill the broker, and start it again."""
    rabbit = round.own_rabbit()
    # RabbitMQ 3.10 may never elect a leader for a queue if it is killed while the queue is that young.
    round.until(lambda: monotonic() > round.stage.declared_at + _INFANCY)
    round.chance.choice([rabbit.stop, rabbit.kill])()
    round.nap(0.0, 0.5)
    rabbit.start()


def out_of_memory(round: Round) -> None:
    """The broker's alarm blocks whoever publishes, for a while."""
    with round.talking():
        round.broker().control("set_vm_memory_high_watermark", "0")
        round.nap(0.5, 3.0)
    round.broker().control("set_vm_memory_high_watermark", "0.6")


def unbound(round: Round) -> None:
    """Somebody takes the queue's binding away."""
    with round.talking(), round.stage.hands() as hands:
        for _ in range(round.chance.randint(1, 3)):
            round.nap(0.05, 0.3)
            hands.channel().queue_unbind(QUEUE, _EXCHANGE, _TYPE)


def deleted_when_empty(round: Round) -> None:
    """Somebody deletes the queue, with nothing in it."""
    for _ in range(round.chance.randint(1, 2)):
        round.say(round.numbers(10))
        round.until(round.is_settled)
        sleep(0.3)  # the last acknowledgement is with the broker by then
        with round.stage.hands() as hands:
            hands.channel().queue_delete(QUEUE)
        round.say(round.numbers(10))
    round.stage.declared_at = monotonic()


def deleted_when_full(round: Round) -> None:
    """Somebody deletes the queue with events in it, which the broker loses: reconciling finds and sends them again."""
    sink = round.stage.actor("sink")
    sink.kill()
    sink.start(batch=2)
    numbers = round.numbers(30)
    round.trouble(numbers[round.chance.randint(0, 4)], "wait", 1.0)
    round.say(numbers)
    round.until(lambda: not round.stage.rows("source", "SELECT 1 FROM outbox WHERE published_at IS NULL"))
    with round.stage.hands() as hands:
        hands.channel().queue_delete(QUEUE)
    round.end_of_trouble()
    sleep(1.5)  # until the sink has done what it had in hand
    assert republish_missing(round.stage), "nothing was missing"
    round.until(round.is_settled)
    round.stage.declared_at = monotonic()
    sink.kill()


def full(round: Round) -> None:
    """The queue takes no more while a slow sink has not made room; of one topic, nothing may overtake."""
    sink = round.stage.actor("sink")
    sink.kill()
    sink.start(batch=2)
    most = round.chance.randint(2, 8)
    round.broker().control("set_policy", FULL, f"^{QUEUE}$", f'{{"max-length":{most}}}', "--apply-to", "queues")
    numbers = round.numbers(80)
    for number in numbers[::4]:
        round.trouble(number, "wait", round.chance.uniform(0.0, 0.1))
    round.say(numbers[:40], round.topics[0])
    round.say(numbers[40:])
    round.nap(0.0, 0.5)
    round.until(lambda: round.has_heard(numbers[-5:]), 60.0)
    round.broker().control("clear_policy", FULL)
    round.end_of_trouble()
    sink.kill()
