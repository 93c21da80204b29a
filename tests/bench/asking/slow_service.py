"""The slow service, with a driver that gives way to other greenlets or one that blocks them.

python -m … green|blocking DATABASE_URL AMQP_URL
"""

import sys

from deploy.host.eventlet_patch import hush, make_green


def make_blocking() -> None:
    """Patch Python alone: psycopg waits as it does where nobody tells it otherwise."""
    hush()
    import eventlet

    eventlet.monkey_patch()


if __name__ == "__main__":
    {"green": make_green, "blocking": make_blocking}[sys.argv[1]]()
    from tests.bench.asking.slow import Slow
    from tests.bench.programs import orders
    from tests.bench.services import run

    container = run(Slow, sys.argv[2], sys.argv[3])
    for _ in orders():
        pass
    container.stop()
