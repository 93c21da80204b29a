"""nameko as it is, the answering side: python -m … SERVICE DATABASE_URL AMQP_URL."""

import sys
from typing import Any

from deploy.host.eventlet_patch import make_green


def service_named(service: str, database_url: str) -> type:
    """The class of one of the six."""
    from nameko.rpc import rpc

    from tests.bench.asking.figures import PooledFigures

    figures = PooledFigures(database_url)

    class Figures:
        name = service

        @rpc
        def figure_of(self, figure_id: str) -> dict[str, Any]:
            return figures.find(figure_id)

    return Figures


if __name__ == "__main__":
    make_green()
    from nameko import config
    from nameko.containers import ServiceContainer

    from tests.bench.programs import orders

    config.setup({"AMQP_URI": sys.argv[3]})
    container = ServiceContainer(service_named(sys.argv[1], sys.argv[2]))
    container.start()
    for _ in orders():
        pass
    container.stop()
