"""The settings that `docker compose up` reads, with new secrets in each file."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from deploy.host.service_discovery import service_names
from deploy.operator.notice_of_demo import NOTICE_OF_A_DEMO

TEMPLATE = """\
# Settings of this stack, read by docker compose. Keep this file to yourself: it holds secrets.

# What docker compose calls this checkout's containers, volumes and image. Another checkout has another name.
COMPOSE_PROJECT_NAME={project}

# Names this stack in every event, so that a partner of several universities can tell them apart.
HYKE_STACK=hyke
# The name on every page: one, or three of them: Finnish | Swedish | English.
HYKE_UNIVERSITY="Hyke"
# What the privacy notice says of who answers for the clients' data: one text, or three of them as above. The pages
# start only once all four are there. The legal basis may be, in one line: "Suostumus (EU 2016/679, 6 art. 1 a ja 9 art.
# 2 a) | Samtycke (EU 2016/679, art. 6.1 a och 9.2 a) | Consent (EU 2016/679, art. 6(1)(a) and 9(2)(a))".
{notice}
# The address people open, with nothing behind host and port, and the port that compose gives it on this machine.
HYKE_PUBLIC_URL=http://localhost:{port}
HYKE_PORT={port}
# Whether browsers shall insist on https for the names below that of HYKE_PUBLIC_URL too: yes or no.
HYKE_HSTS_SUBDOMAINS=no
HYKE_TIME_ZONE=Europe/Helsinki
# Your proxies in front, as the gateway sees them: addresses or networks, with commas. What they say of where a request
# came from is believed, and what anybody else says is not. Unset, all who come through a proxy count as one address.
HYKE_TRUSTED_PROXIES=
# The addresses that your campuses are seen by, if many people share them: they may book more from there.
HYKE_CAMPUS_NETWORKS=
# How many may book without an account: in an hour from an address, from a campus, and in all; in a day for a mailbox.
HYKE_BOOKINGS_PER_ADDRESS=20
HYKE_BOOKINGS_PER_CAMPUS=300
HYKE_BOOKINGS_IN_ALL=400
HYKE_BOOKINGS_PER_MAILBOX=4
HYKE_SECRET_KEY={secret_key}
HYKE_LINK_SECRET={link_secret}

{mail}
LOG_LEVEL=INFO

# PostgreSQL: the administrator makes a role and a database for each service, and is used for nothing else.
POSTGRES_PASSWORD={admin}
ADMIN_DATABASE_URL=postgresql+psycopg://postgres:{admin}@postgres/postgres
{databases}
# RabbitMQ.
RABBITMQ_USER=hyke
RABBITMQ_PASSWORD={broker}
AMQP_URL=amqp://hyke:{broker}@rabbitmq:5672/
"""


NO_MAIL = """\
# Mail. Name your mail server: SMTP_URL=smtp+starttls://user:password@host:587 and the sender. Until you do, mails wait,
# and health of notification says so. To look around without one, write this file anew with `make env DEMO=yes`.
SMTP_URL=smtp://not-set.invalid:25
MAIL_FROM=Hyke <hyke@not-set.invalid>
"""

DEMO_MAIL = """\
# Mail, in a demo: the container `mailbox` takes every mail and delivers none, and coordinators read them on the page
# /mailbox. Who reads them holds every private link: where HYKE_PUBLIC_URL is not this machine, MAILBOX_URL is refused.
COMPOSE_PROFILES=demo
SMTP_URL=smtp://mailbox:8025
MAIL_FROM=Hyke <hyke@localhost.localdomain>
MAILBOX_URL=http://mailbox:8026
"""


def write_env(path: Path, port: int = 8800, *, is_demo: bool = False) -> None:
    """Writes the file for its owner's eyes alone, of a demo with a mailbox; FileExistsError when it is there."""
    databases = "".join(
        f"{name.upper()}_DATABASE_URL=postgresql+psycopg://{name}:{secrets.token_hex(16)}@postgres/{name}\n"
        for name in service_names()
    )
    text = TEMPLATE.format(
        project=project_name(path.resolve().parent),
        port=port,
        mail=DEMO_MAIL if is_demo else NO_MAIL,
        notice="".join(f'{name}="{text if is_demo else ""}"\n' for name, text in NOTICE_OF_A_DEMO.items()),
        secret_key=secrets.token_hex(32),
        link_secret=secrets.token_hex(32),
        admin=secrets.token_hex(16),
        broker=secrets.token_hex(16),
        databases=databases,
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def project_name(checkout: Path) -> str:
    """A name for Compose: the folder's, and of two folders that are called the same each its own."""
    folder = re.sub("[^a-z0-9]+", "-", checkout.name.lower()).strip("-") or "hyke"
    return f"{folder[:40]}-{hashlib.sha256(str(checkout).encode()).hexdigest()[:6]}"
