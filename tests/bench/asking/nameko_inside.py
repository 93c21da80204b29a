"""nameko as it is, the asking side inside a service: its ClusterRpc dependency: python -m … SERVICE AMQP_URL."""

import sys

from deploy.host.eventlet_patch import make_green

if __name__ == "__main__":
    make_green()
    from nameko import config
    from nameko.containers import ServiceContainer
    from nameko.rpc import ClusterRpc
    from nameko.testing.services import dummy, entrypoint_hook

    from tests.bench.asking.rounds import serve_rounds

    class Asking:
        name = "asking"
        services = ClusterRpc()

        @dummy
        def ask_all(self) -> None:
            service = getattr(self.services, sys.argv[1])
            serve_rounds(lambda figure_id: int(service.figure_of(str(figure_id))["value"]))

    config.setup({"AMQP_URI": sys.argv[2]})
    container = ServiceContainer(Asking)
    container.start()
    with entrypoint_hook(container, "ask_all", timeout=None) as ask_all:
        ask_all()
    container.stop()
