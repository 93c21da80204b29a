"""What starts the stack agrees with what the stack is made of."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.host.service_discovery import migrations_of, service_names
from deploy.operator.env_file import write_env
from deploy.operator.notice_of_demo import NOTICE_OF_A_DEMO
from shared.settings import VARIABLES, Settings, SettingsError

ROOT = Path(__file__).resolve().parents[2]
SECRET = "never-shown-" * 4


def hyke(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """What the command says where no setting is given."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "deploy", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The Compose file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return found["services"]  # type: ignore[no-any-return]


@pytest.fixture
def dotenv(tmp_path: Path) -> dict[str, str]:
    """The settings that `make env` writes."""
    write_env(tmp_path / ".env")
    return read(tmp_path / ".env")


def read(file: Path) -> dict[str, str]:
    """The settings of a file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    given = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name: value.strip('"') for name, value in given}


def complete(**settings: str) -> dict[str, str]:
    """An environment that lacks nothing."""
    return {
        "HYKE_STACK": "trial",
        "HYKE_PUBLIC_URL": "https://hyke.example.fi/",
        "HYKE_SECRET_KEY": SECRET,
        "HYKE_LINK_SECRET": SECRET,
        "DATABASE_URL": f"postgresql+psycopg://role:{SECRET}@host/database",
        "AMQP_URL": f"amqp://user:{SECRET}@host/",
        "SMTP_URL": f"smtp://user:{SECRET}@host",
        "MAIL_FROM": "Hyke <hyke@example.fi>",
    } | settings


@pytest.mark.parametrize("service", ["gateway", "notification"])
def test_a_start_without_settings_names_each_one_and_exits_with_2(service: str) -> None:
    result = hyke("run", service)
    assert result.returncode == 2
    required = [each.name for each in VARIABLES if each.default is None and (not each.only or service in each.only)]
    assert [name for name in required if f"  {name} must" not in result.stderr] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HYKE_STACK", "Hyke Oy"),
        ("HYKE_PUBLIC_URL", "hyke.example.fi"),
        ("HYKE_SECRET_KEY", "short"),
        ("HYKE_TIME_ZONE", "Europe/Helsingfors"),
        ("DATABASE_URL", "postgresql://role@host/database"),
        ("AMQP_URL", "http://host"),
        ("SMTP_URL", "smtp://host:mail"),
        ("MAIL_FROM", "Hyke"),
        ("HTTP_PORT", "0"),
        ("OPS_PORT", "eighty"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named_alone(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(complete(**{name: value}), "notification")
    assert [problem.split(" must ")[0] for problem in refused.value.problems] == [name]


def test_a_wrong_address_is_refused_without_showing_its_password() -> None:
    wrong = complete(DATABASE_URL=f"mysql://role:{SECRET}@host/database")
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(wrong, "notification")
    assert SECRET not in str(refused.value)


def test_settings_show_no_secret() -> None:
    assert SECRET not in repr(Settings.from_env(complete(), "notification"))


def test_a_setting_for_one_service_wins() -> None:
    settings = Settings.from_env(complete(OPS_PORT="1", BOOKING_OPS_PORT="2"), "booking")
    assert settings.ops_port == 2


def test_every_service_has_migrations_and_a_container_of_its_own(compose: dict[str, Any]) -> None:
    for name in service_names():
        assert list((migrations_of(name) / "versions").glob("0001_*.py"))
        assert compose[name]["command"] == ["run", name]
        assert f"{name.upper()}_DATABASE_URL" in compose["migrate"]["environment"]


def test_no_container_but_the_gateway_takes_a_port_of_the_machine(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose.items() if "ports" in service] == ["gateway"]
    assert [name for name, service in compose.items() if "container_name" in service] == []


def test_a_new_env_file_lacks_for_the_pages_alone_what_only_the_university_knows(dotenv: dict[str, str]) -> None:
    for name in service_names():
        if name != "gateway":
            Settings.from_env(dotenv, name)
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(dotenv, "gateway")
    assert [problem.split()[0] for problem in caught.value.problems] == list(NOTICE_OF_A_DEMO)
    Settings.from_env(dotenv | dict.fromkeys(NOTICE_OF_A_DEMO, "Kaarna"), "gateway")


def test_the_mailbox_is_part_of_a_demo_alone(compose: dict[str, Any], dotenv: dict[str, str], tmp_path: Path) -> None:
    assert compose["mailbox"]["profiles"] == ["demo"]
    assert [name for name, each in compose.items() if "mailbox" in each.get("depends_on", ())] == []
    assert not {"MAILBOX_URL", "COMPOSE_PROFILES"} & dotenv.keys()
    write_env(tmp_path / "demo.env", is_demo=True)
    of_demo = read(tmp_path / "demo.env")
    assert (of_demo["COMPOSE_PROFILES"], of_demo["MAILBOX_URL"]) == ("demo", "http://mailbox:8026")
    for name in service_names():
        Settings.from_env(of_demo, name)
    assert "demo" in of_demo["HYKE_CONTROLLER"]


def test_an_env_file_is_never_written_over(tmp_path: Path) -> None:
    assert hyke("env", cwd=tmp_path).returncode == 0
    before = (tmp_path / ".env").read_text(encoding="utf-8")
    assert hyke("env", cwd=tmp_path).returncode == 1
    assert (tmp_path / ".env").read_text(encoding="utf-8") == before
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["uv", "runtime", "assets", "dev"])
def test_what_is_installed_is_locked_with_hashes_and_without_an_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    locked = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert locked
    assert [line for line in locked if "==" not in line or not line.endswith("\\")] == []
    assert "://" not in text
    assert "--index" not in text


def test_what_npm_installs_is_locked_without_an_address() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') >= 4
