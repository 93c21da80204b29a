"""The arrows between the parts hold, and the check that says so can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CANARY = ["__init__", "domain/__init__", "domain/nest", "application/__init__", "application/sing"]
CANARY += ["adapters/__init__", "adapters/cage", "service"]

MESSAGING = "shared/messaging"
HIDDEN = "def hidden() -> None:\n    import {}"

FORBIDDEN = [
    ("shared/settings.py", "import services.canary.domain.nest", "shared", "services"),
    ("shared/settings.py", "import deploy.host.service_discovery", "shared", "deploy"),
    ("services/canary/service.py", "import deploy.host.service_discovery", "services", "deploy"),
    ("services/canary/adapters/cage.py", "import services.canary.service", "adapters", "service"),
    ("services/canary/application/sing.py", "import services.canary.adapters.cage", "application", "adapters"),
    ("services/canary/application/sing.py", "import sqlalchemy", "services.canary.application.sing", "sqlalchemy"),
    ("services/canary/application/sing.py", "import shared.settings", "application.sing", "shared.settings"),
    ("services/canary/domain/nest.py", "import services.canary.application.sing", "domain", "application"),
    ("services/canary/domain/nest.py", "import sqlalchemy", "services.canary.domain.nest", "sqlalchemy"),
    ("services/canary/domain/nest.py", "import marshmallow", "services.canary.domain.nest", "marshmallow"),
    ("services/canary/domain/nest.py", "import shared.refusal", "services.canary.domain.nest", "shared.refusal"),
    ("shared/contracts/vocabulary.py", "import marshmallow", "shared.contracts.vocabulary", "marshmallow"),
    ("services/canary/service.py", "import services.finch.domain.nest", "services.canary", "services.finch"),
    ("services/canary/adapters/cage.py", "import nameko.rpc", "nameko", "services.canary.adapters.cage"),
    ("services/canary/adapters/cage.py", "import eventlet", "eventlet", "services.canary.adapters.cage"),
    ("shared/settings.py", "import kombu", "kombu", "shared.settings"),
    ("shared/settings.py", "import amqp", "amqp", "shared.settings"),
    ("shared/db.py", "import shared.messaging.storage.tables", "shared.db", "shared.messaging"),
    ("shared/contracts/actor.py", "import shared.tracing", "shared.contracts.actor", "shared.tracing"),
    (f"{MESSAGING}/kernel/errors.py", "import shared.messaging.runtime.loop", "kernel", "runtime"),
    (f"{MESSAGING}/storage/outbox.py", "import shared.messaging.broker.port", "storage", "broker"),
    (f"{MESSAGING}/runtime/loop.py", HIDDEN.format("shared.messaging.publishing.relay"), "runtime", "publishing"),
    (f"{MESSAGING}/requests/codec.py", "import shared.messaging.consuming.batches", "requests", "consuming"),
    (f"{MESSAGING}/broker/port.py", HIDDEN.format("shared.messaging.broker.rabbitmq.broker"), "port", "rabbitmq"),
    (f"{MESSAGING}/broker/memory/broker.py", "import shared.messaging.broker.rabbitmq.broker", "memory", "rabbitmq"),
    ("deploy/host/processes.py", "import deploy.databases.migrate", "host", "databases"),
    ("deploy/operator/reconcile.py", HIDDEN.format("deploy.demo.runner"), "operator", "demo"),
    ("services/gateway/web/forms.py", "import services.gateway.pages.staff.today", "web", "pages"),
    ("services/gateway/pages/staff/today.py", "import services.gateway.api.routes", "pages", "api"),
    ("services/gateway/web/forms.py", "import services.gateway.adapters.tables", "web", "adapters"),
]

ALLOWED = [
    ("services/canary/service.py", "import nameko.rpc, services.canary.adapters.cage, shared.settings"),
    ("services/canary/adapters/cage.py", "import sqlalchemy, services.canary.application.sing"),
    ("services/canary/application/sing.py", "import services.canary.domain.nest, shared.refusal, uuid"),
    ("services/canary/domain/nest.py", "import datetime, services.canary.domain, shared.contracts.vocabulary"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of a source tree."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def plant(tree: Path, file: str, line: str) -> None:
    """Puts an import at the end of a file."""
    with (tree / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source with two services more, canary and finch, that keep every rule."""
    for name in ("services", "shared", "deploy", "tests/architecture"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "tests" / "__init__.py", tmp_path / "tests" / "__init__.py")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for service in ("canary", "finch"):
        for name in CANARY:
            file = tmp_path / "services" / service / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    return tmp_path


def test_the_arrows_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_a_new_service_needs_no_edit_of_the_rules(tree: Path) -> None:
    for file, line in ALLOWED:
        plant(tree, file, line)
    result = lint(tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("file", "line", "first", "second"), FORBIDDEN, ids=lambda value: value)
def test_a_forbidden_import_is_refused_by_name(tree: Path, file: str, line: str, first: str, second: str) -> None:
    plant(tree, file, line)
    result = lint(tree)
    assert result.returncode == 1, result.stdout
    broken = result.stdout.split("Broken contracts", 1)[1]
    assert first in broken
    assert second in broken
