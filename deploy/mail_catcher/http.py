"""The mailbox's JSON API: GET /messages[?to=address][&limit=50], GET /messages/<id>, DELETE /messages, GET /health."""

import asyncio
import json
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit

from deploy.mail_catcher.store import MailFolder

PATIENCE = 10
MOST = 200  # mails in one answer
Answer = tuple[HTTPStatus, object]


def answer(folder: MailFolder, method: str, target: str) -> Answer:
    """What a request gets: a status, and what goes out as JSON."""
    address = urlsplit(target)
    asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
    to, most = asked.get("to"), min(int(asked.get("limit", MOST)), MOST)
    match method, [unquote(part) for part in address.path.strip("/").split("/")]:
        case "GET", ["health"]:
            return HTTPStatus.OK, {"status": "ok"}
        case "GET", ["messages"]:
            return HTTPStatus.OK, [mail.as_json() for mail in folder.newest(most, to)]
        case "DELETE", ["messages"]:
            folder.clear()
            return HTTPStatus.OK, {"status": "empty"}
        case "GET", ["messages", identity] if mail := folder.one(identity):
            return HTTPStatus.OK, mail.as_json()
        case _, ["messages" | "health"]:
            return HTTPStatus.METHOD_NOT_ALLOWED, {"title": f"{method} is not for this address"}
        case _:
            return HTTPStatus.NOT_FOUND, {"title": "there is nothing at this address"}


class HttpDoor:
    """Answers one request a connection."""

    def __init__(self, folder: MailFolder) -> None:
        self.folder = folder

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reads a request and writes its answer; whoever says nothing for long is left."""
        try:
            async with asyncio.timeout(PATIENCE):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                status, content = self.reply(head)
                writer.write(as_bytes(status, content))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    def reply(self, head: str) -> Answer:
        """The answer to a request by its first line."""
        try:
            method, target, _ = head.split("\r\n", 1)[0].split(" ")
            return answer(self.folder, method, target)
        except ValueError:
            return HTTPStatus.BAD_REQUEST, {"title": "this is not a request"}


def as_bytes(status: HTTPStatus, content: object) -> bytes:
    """An HTTP response whose body is JSON."""
    body = json.dumps(content, ensure_ascii=False).encode(errors="replace")  # an odd mail's bytes may be no text
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
