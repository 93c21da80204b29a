"""Ours, the answering side: python -m … SERVICE DATABASE_URL AMQP_URL."""

import sys

from deploy.host.eventlet_patch import make_green

if __name__ == "__main__":
    make_green()
    from tests.bench.asking.stack import service_named
    from tests.bench.programs import orders
    from tests.bench.services import run

    container = run(service_named(sys.argv[1]), sys.argv[2], sys.argv[3])
    for _ in orders():
        pass
    container.stop()
