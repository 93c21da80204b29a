"""The command `hyke account`: the way in where nobody can sign in yet, or no longer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from shared.contracts.requests.booking import PersonRole

KNOWN = """\
{username} has an account already, and nothing was changed. For a new password: a coordinator gives one on the page of
the person, or this command does with --reset-password, which also ends the sign-ins of that account."""


@click.command()
@click.option("--name", required=True, help="The person's name.")
@click.option("--email", required=True)
@click.option("--username", required=True)
@click.option("--role", type=click.Choice(["coordinator", "lecturer", "student"]), default="coordinator")
@click.option("--language", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True)
@click.option("--reset-password", is_flag=True, help="Where the person has an account: a new password, sign-ins end.")
def account(name: str, email: str, username: str, role: PersonRole, language: str, *, reset_password: bool) -> None:
    """Add a person and an account, the first coordinator for one; prints the initial password once."""
    from deploy.host.eventlet_patch import make_green

    make_green()
    from deploy.operator.create_account import add_person, in_words
    from shared.messaging import RequestTimeout, ServiceFailed
    from shared.refusal import Refusal
    from shared.settings import Settings, SettingsError

    try:
        settings = Settings.from_env(os.environ, "gateway")
        opened = add_person(
            settings,
            name=name,
            email=email,
            username=username,
            role=role,
            language=language,
            reset_password=reset_password,
        )
    except SettingsError as error:
        end(str(error), 2)
    except Refusal as refusal:
        end(in_words(refusal), 1)
    except (RequestTimeout, ServiceFailed) as error:
        end(f"{error}: is the stack up? Nothing was changed.", 1)
    if opened.initial_password is None:
        end(KNOWN.format(username=opened.account.username), 1)
    click.echo(f"{opened.account.username} may sign in with the password {opened.initial_password}")


def end(message: str, code: int) -> NoReturn:
    """Ends the command with a message."""
    click.echo(message, err=True)
    sys.exit(code)
