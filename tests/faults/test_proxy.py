"""The proxy passes everything, and spoils exactly what it is told to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from struct import pack
from threading import Thread

import pytest

from deploy.host.processes import HOST
from tests.faults.frames import ACK, Cutter, Method
from tests.faults.link import Way
from tests.faults.proxy import Proxy, Trap

GREETING = b"AMQP\x00\x00\x09\x01"


def frame(method: Method, kind: int = 1) -> bytes:
    payload = pack(">HH", *method) + b"rest"
    return pack(">BHI", kind, 1, len(payload)) + payload + b"\xce"


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Takes connections and gives back what it is sent."""
    with socket.create_server((HOST, 0)) as listener:
        Thread(target=serve, args=(listener,), daemon=True).start()
        yield listener
        listener.shutdown(socket.SHUT_RDWR)


def serve(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        Thread(target=echo, args=(connection,), daemon=True).start()


def echo(connection: socket.socket) -> None:
    with connection:
        try:
            while data := connection.recv(65536):
                connection.sendall(data)
        except ConnectionError:
            return


@pytest.fixture
def proxy(server: socket.socket) -> Iterator[Proxy]:
    """A proxy that knows AMQP, before the server."""
    between = Proxy(server.getsockname()[1], is_amqp=True)
    yield between
    between.close()


@pytest.fixture
def client(proxy: Proxy) -> Iterator[socket.socket]:
    """A client of the server, through the proxy, which has greeted."""
    with socket.create_connection((HOST, proxy.port), timeout=5) as connection:
        connection.sendall(GREETING)
        assert received(connection, len(GREETING)) == GREETING
        yield connection


def received(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += connection.recv(size - len(data))
    return data


def test_large_frames_pass_unchanged_in_both_directions(client: socket.socket) -> None:
    large = pack(">BHI", 3, 1, 3_000_000) + b"x" * 3_000_000 + b"\xce"
    Thread(target=client.sendall, args=(large,), daemon=True).start()
    assert received(client, len(large)) == large


def test_a_reset_is_a_reset_and_no_end_of_file(proxy: Proxy, client: socket.socket) -> None:
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_the_nth_acknowledgement_springs_the_trap_and_never_arrives(proxy: Proxy, client: socket.socket) -> None:
    trap = proxy.trap(Trap(ACK, nth=2))
    other = frame((60, 40))
    client.sendall(other + frame(ACK) + other)
    assert received(client, 3 * len(other)) == other + frame(ACK) + other
    client.sendall(frame(ACK) + other)
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    assert trap.sprung.wait(5)


def test_a_trap_for_any_frame_counts_every_one(proxy: Proxy, client: socket.socket) -> None:
    acted: list[str] = []
    proxy.trap(Trap(None, nth=3, act=lambda: acted.append("now")))
    client.sendall(frame((10, 11)) + frame((20, 10), kind=8))
    received(client, 2 * len(frame(ACK)))
    assert not acted
    client.sendall(frame((60, 40)))
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    assert acted == ["now"]


@pytest.mark.parametrize("way", list(Way))
def test_what_a_black_hole_held_arrives_when_it_ends(proxy: Proxy, client: socket.socket, way: Way) -> None:
    proxy.hold(frozenset({way}))
    client.sendall(frame(ACK))
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.recv(1)
    proxy.resume()
    client.settimeout(5)
    assert received(client, len(frame(ACK))) == frame(ACK)


def test_a_forsaken_connection_hears_nothing_any_more_and_a_new_one_does(proxy: Proxy, client: socket.socket) -> None:
    proxy.forsake()
    client.sendall(frame(ACK))
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.recv(1)
    with socket.create_connection((HOST, proxy.port), timeout=5) as other:
        other.sendall(GREETING)
        assert received(other, len(GREETING)) == GREETING


def test_a_delay_delays(proxy: Proxy, client: socket.socket) -> None:
    proxy.delay(0.3)
    client.sendall(frame(ACK))
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.recv(1)
    client.settimeout(5)
    assert received(client, len(frame(ACK))) == frame(ACK)


def test_the_end_of_a_stream_is_passed_on(client: socket.socket) -> None:
    client.sendall(frame(ACK))
    client.shutdown(socket.SHUT_WR)
    assert received(client, len(frame(ACK))) == frame(ACK)
    assert client.recv(1) == b""


def test_frames_are_cut_wherever_the_bytes_were_split() -> None:
    stream = GREETING + frame(ACK) + frame((1, 2), kind=2)
    cutter = Cutter()
    found = [each for position in range(len(stream)) for each in cutter.cut(stream[position : position + 1])]
    assert found == [(GREETING, None), (frame(ACK), ACK), (frame((1, 2), kind=2), None)]
