"""Plain HTTP, the page: one service after the other over kept connections.

python -m … PORT requests|httpx SERVICE_PORT…
"""

import sys
from collections.abc import Callable
from typing import Any

from deploy.host.eventlet_patch import make_green


def getter(client: str) -> Callable[[str], Any]:
    """What fetches JSON over kept connections."""
    if client == "httpx":
        import httpx

        kept = httpx.Client(timeout=2.0)
        return lambda url: kept.get(url).json()
    import requests

    session = requests.Session()
    return lambda url: session.get(url, timeout=2.0).json()


def build(get: Callable[[str], Any], ports: list[str]) -> Any:
    """The app."""
    from flask import Flask, jsonify

    from tests.bench.asking.page import wanted_ids

    app = Flask(__name__)

    @app.get("/<int:services>/<int:number>")
    def page(services: int, number: int) -> Any:
        wanted = zip(ports[:services], wanted_ids(number), strict=False)
        found = [get(f"http://127.0.0.1:{port}/figures/{figure_id}") for port, figure_id in wanted]
        return jsonify([{"name": each["name"], "value": each["value"]} for each in found])

    return app


if __name__ == "__main__":
    make_green()
    from tests.bench.asking.web import serve

    serve(build(getter(sys.argv[2]), sys.argv[3:]), int(sys.argv[1]))
