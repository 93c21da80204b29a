"""Ours: a page of a web server as the gateway serves it, which asks services in one go.

python -m … PORT DATABASE_URL AMQP_URL
"""

import sys
from typing import Any

from deploy.host.eventlet_patch import make_green


def build(container: Any) -> Any:
    """The web app of the page's container."""
    from itertools import islice

    from flask import Flask, jsonify

    from shared.messaging import service_client_of
    from tests.bench.asking.page import wanted_ids
    from tests.bench.asking.stack import QUESTIONS

    app, ask = Flask(__name__), service_client_of(container)

    @app.get("/<int:services>/<int:number>")
    def page(services: int, number: int) -> Any:
        contracts = islice(QUESTIONS.values(), services)
        asked = [contract(figure_id) for contract, figure_id in zip(contracts, wanted_ids(number), strict=False)]
        return jsonify([{"name": found.name, "value": found.value} for found in ask.many(asked)])

    return app


def main(port: int, database_url: str, amqp_url: str) -> None:
    """Serve until there are no more orders."""
    from shared.messaging import ServiceClientProvider
    from shared.messaging.operations.web_server import WebServer
    from tests.bench.programs import orders
    from tests.bench.services import run

    class Page:
        name = "page"
        ask = ServiceClientProvider()
        web = WebServer(build, lambda app: None)

    container = run(Page, database_url, amqp_url, port)
    for _ in orders():
        pass
    container.stop()


if __name__ == "__main__":
    make_green()
    main(int(sys.argv[1]), *sys.argv[2:])
