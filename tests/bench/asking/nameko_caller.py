"""nameko as it is, the asking side: its standalone client, kept open: python -m … SERVICE AMQP_URL."""

import sys

if __name__ == "__main__":
    from nameko.standalone.rpc import ClusterRpcClient

    from tests.bench.asking.rounds import serve_rounds

    with ClusterRpcClient(uri=sys.argv[2], timeout=2) as client:
        service = getattr(client, sys.argv[1])
        serve_rounds(lambda figure_id: int(service.figure_of(str(figure_id))["value"]))
