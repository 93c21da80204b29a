"""So many workers that each ask the slow service again and again: python -m … AMQP_URL."""

import sys

from deploy.host.eventlet_patch import make_green

if __name__ == "__main__":
    make_green()
    from time import perf_counter

    import eventlet

    from shared.messaging.broker.factory import broker_for
    from shared.messaging.requests.client import ServiceClient
    from tests.bench.asking.slow import Sleep
    from tests.bench.programs import answer, orders

    ask = ServiceClient(broker_for(sys.argv[1]).caller())

    def is_right(number: int) -> bool:
        return bool(ask(Sleep(number), timeout=10.0).number == number)

    for order in orders():
        pool = eventlet.GreenPool(order["workers"])
        began = perf_counter()
        right = sum(pool.imap(is_right, range(order["times"])))
        answer({"seconds": perf_counter() - began, "right": right})
