"""nameko as it is, the page: its standalone client, kept open, one service after the other.

python -m … PORT AMQP_URL
"""

import sys
from typing import Any

from deploy.host.eventlet_patch import make_green


def build(client: Any) -> Any:
    """The app."""
    from flask import Flask, jsonify

    from tests.bench.asking.page import wanted_ids
    from tests.bench.asking.stack import SERVICES

    app = Flask(__name__)

    @app.get("/<int:services>/<int:number>")
    def page(services: int, number: int) -> Any:
        found = []
        for service, figure_id in zip(SERVICES[:services], wanted_ids(number), strict=False):
            found.append(getattr(client, f"nameko_{service}").figure_of(str(figure_id)))
        return jsonify([{"name": each["name"], "value": each["value"]} for each in found])

    return app


if __name__ == "__main__":
    make_green()
    from nameko.standalone.rpc import ClusterRpcClient

    from tests.bench.asking.web import serve

    with ClusterRpcClient(uri=sys.argv[2], timeout=2) as opened:
        serve(build(opened), int(sys.argv[1]))
