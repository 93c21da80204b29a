"""Plain HTTP, the answering side: a small Flask app on eventlet's server: python -m … PORT DATABASE_URL."""

import sys
from typing import Any

from deploy.host.eventlet_patch import make_green


def build(database_url: str) -> Any:
    """The app."""
    from flask import Flask, jsonify

    from tests.bench.asking.figures import PooledFigures

    app, figures = Flask(__name__), PooledFigures(database_url)

    @app.get("/figures/<figure_id>")
    def figure(figure_id: str) -> Any:
        return jsonify(figures.find(figure_id))

    return app


if __name__ == "__main__":
    make_green()
    from tests.bench.asking.web import serve

    serve(build(sys.argv[2]), int(sys.argv[1]))
