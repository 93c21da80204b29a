"""One of the two services in a process of its own: python -m … drained|hearing DATABASE_URL AMQP_URL."""

import sys

from deploy.host.eventlet_patch import make_green

if __name__ == "__main__":
    make_green()
    from tests.bench.draining.stack import STACK
    from tests.bench.programs import orders
    from tests.bench.services import run

    (service,) = [each for each in STACK if each.name == sys.argv[1]]
    container = run(service, sys.argv[2], sys.argv[3], stack=STACK)
    for _ in orders():
        pass
    container.stop()
