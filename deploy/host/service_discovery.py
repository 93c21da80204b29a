"""Which services the stack has: every package of `services` with a service.py."""

from importlib import import_module
from pathlib import Path

SERVICES = Path(__file__).resolve().parents[2] / "services"


def service_names() -> tuple[str, ...]:
    """The services by name, in the alphabet's order."""
    return tuple(sorted(file.parent.name for file in SERVICES.glob("*/service.py")))


def service_class(name: str) -> type:
    """The nameko class of a service, from `services.<name>.service`."""
    found: type = import_module(f"services.{name}.service").Service
    return found


def migrations_of(name: str) -> Path:
    """The folder with a service's Alembic migrations."""
    return SERVICES / name / "migrations"
