"""Ours, the asking side, with what a service's own Asks injects: python -m … SERVICE AMQP_URL."""

import sys

from deploy.host.eventlet_patch import make_green

if __name__ == "__main__":
    make_green()
    from shared.messaging.broker.factory import broker_for
    from shared.messaging.requests.client import ServiceClient
    from tests.bench.asking.rounds import serve_rounds
    from tests.bench.asking.stack import QUESTIONS

    ask, contract = ServiceClient(broker_for(sys.argv[2]).caller()), QUESTIONS[sys.argv[1]]
    serve_rounds(lambda figure_id: int(ask(contract(figure_id)).value))
