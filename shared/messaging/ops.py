"""What operators see of a service: /health, /ready and /metrics."""

from __future__ import annotations

from nameko.extensions import DependencyProvider


class Ops(DependencyProvider):
    """Serves the state of its service on the ops port; the services of one process share the listener."""
