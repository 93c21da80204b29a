"""notification in a running process: from the event to the mail, over the broker and a real mail server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import FreshDatabase


def test_an_alert_leaves_within_a_second_and_overtakes_ordinary_mail_to_a_slow_server(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    databases = {name: fresh_database(name) for name in ("notification", "session")}
    told = play(databases, tmp_path)
    assert told["subject"].startswith("Du behövs: rum B204")
    assert told["seconds_to_event"] < 1
    assert told["seconds_to_mail"] < 1
    assert told["ordinary_waiting"] > 0


def play(databases: dict[str, str], folder: Path) -> dict[str, Any]:
    """What the play below saw, in a process of its own that eventlet has patched."""
    order = json.dumps({"databases": databases, "broker": f"inprocess://{folder}/broker.db"})
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __name__, order],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"LOG_LEVEL": "WARNING"},
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


if __name__ == "__main__":
    from deploy.host.eventlet_patch import make_green

    make_green()
    from tests.integration.notification_play import perform

    print(json.dumps(perform(**json.loads(sys.argv[1]))))
    sys.stdout.flush()
    os._exit(0)
