"""What strangers and insiders do to a server, each for a bounded time. Run as a process of its own, so that its CPU can be bounded too.

Usage: attacks.py NAME PORT SECONDS SECRETS.json; prints a line of JSON: how often, and what was answered.
"""
import base64
import json
import os
import random
import socket
import sys
import threading
import time
import uuid

ATTACKS = {}
STRANGER = "127.0.0.2"


def attack(words):
    def add(function):
        ATTACKS[function.__name__] = (words, function)
        return function
    return add


class Field:
    """One attack's tools: a port, an end, and a count of answers."""

    def __init__(self, port, seconds, secrets):
        self.port, self.end, self.secrets = port, time.monotonic() + seconds, secrets
        self.counts, self.lock = {}, threading.Lock()

    def goes_on(self):
        return time.monotonic() < self.end

    def note(self, what):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def open(self, address=STRANGER):
        connection = socket.socket()
        connection.bind((address, 0))
        connection.settimeout(20)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def many(self, count, body):
        def run(number):
            while self.goes_on():
                try:
                    body(number)
                except (OSError, ValueError) as error:
                    self.note(type(error).__name__)
                    time.sleep(0.05)
        threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.1, self.end - time.monotonic() + 8))

    def ask(self, connection, method, path, body=None, token=None, headers=""):
        data = b"" if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}"
        if token:
            head += f"Authorization: Bearer {token}\r\n"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        connection.sendall(head.encode() + b"\r\n" + data)
        return self.answer(connection)

    def answer(self, connection):
        """Reads one answer with a length; notes its status."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65536)
            if not piece:
                self.note("closed")
                raise OSError("closed")
            received += piece
        head, _, rest = received.partition(b"\r\n\r\n")
        status = int(head.split(b" ")[1])
        length, is_chunked = 0, False
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            is_chunked = is_chunked or name.lower() == b"transfer-encoding"
        while len(rest) < length or (is_chunked and not rest.endswith(b"0\r\n\r\n")):
            piece = connection.recv(65536)
            if not piece:
                break
            rest += piece
        self.note(status)
        return status, rest

    def repeat(self, threads, body):
        """Each thread keeps a connection as long as the server does."""
        connections = {}

        def run(number):
            connection = connections.pop(number, None) or self.open()
            try:
                body(connection, number)
                connections[number] = connection
            except BaseException:
                connection.close()
                raise
        self.many(threads, run)


@attack("two requests in one write, one answered compressed, one refused at once")
def pipelined(field):
    first = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"
    second = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"

    def run(_):
        connection = field.open()
        with connection:
            connection.sendall(random.choice([first + second, second + first, second + second + first]))
            connection.recv(65536)
            field.note("answered")
    field.many(4, run)


@attack("log-ins of megabytes of escapes")
def escapes(field):
    body = b'{"tenant":"demo","username":"' + b"\\u0041" * 600_000 + b'","password":"x"}'
    field.repeat(4, lambda connection, _: field.ask(connection, "POST", "/v1/auth/login", body))


@attack("a live socket that sends a megabyte before it says who it is")
def strangers_socket(field):
    payload = b'{"type":"hello","token":"' + b"\\u0041" * 150_000 + b'"}'

    def run(_):
        with handshake(field) as connection:
            connection.sendall(frame(payload))
            connection.recv(1024)
            field.note("answered")
    field.many(4, run)


def handshake(field):
    connection = field.open()
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall((
        f"GET /v1/sync/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: retail-sync.v1.json\r\n\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = connection.recv(4096)
        if not piece:
            field.note("closed")
            raise OSError("closed")
        answer += piece
    field.note(int(answer.split(b" ")[1]))
    return connection


def frame(payload):
    mask = os.urandom(4)
    length = len(payload)
    head = bytes([0x81])
    if length < 126:
        head += bytes([0x80 | length])
    elif length < 65536:
        head += bytes([0x80 | 126]) + length.to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + length.to_bytes(8, "big")
    repeated = (mask * (length // 4 + 1))[:length]
    return head + mask + (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")


@attack("asks without end and reads nothing")
def never_reads(field):
    request = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 200

    def run(_):
        connection = field.open()
        with connection:
            while field.goes_on():
                connection.sendall(request)
                field.note("sent")
    field.many(8, run)


@attack("two hundred bodies that never come to their end")
def unfinished(field):
    piece = b" " * 65536

    def run(_):
        with field.open() as connection:
            connection.sendall(b"POST /v1/sales HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4194304\r\n\r\n")
            for _ in range(63):
                connection.sendall(piece)
            connection.settimeout(2)
            connection.recv(1024)
            field.note("answered")
    field.many(200, run)


@attack("thousands of idle connections of one address")
def idle(field):
    held = []

    def run(_):
        if len(held) < 4000:
            held.append(field.open())
            field.note("opened")
        else:
            time.sleep(0.2)
    field.many(8, run)


@attack("heads that come a byte at a time")
def trickle(field):
    def run(_):
        with field.open() as connection:
            for byte in b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"y" * 200:
                if not field.goes_on():
                    return
                connection.sendall(bytes([byte]))
                time.sleep(0.1)
            field.note("trickled")
    field.many(150, run)


@attack("unwanted upgrades and half-closed connections")
def odd(field):
    requests = [
        b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"POST /v1/sales HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
    ]

    def run(_):
        with field.open() as connection:
            connection.sendall(random.choice(requests))
            connection.shutdown(socket.SHUT_WR)
            field.note(int((connection.recv(65536) or b"closed 0 ").split(b" ")[1]))
    field.many(4, run)


@attack("wrong passwords on a hundred connections, the cashier's name among the names")
def passwords(field):
    def run(connection, number):
        name = "sales-assistant" if number % 2 else uuid.uuid4().hex
        field.ask(connection, "POST", "/v1/auth/login", {"tenant": "demo", "username": name, "password": "wrong password"})
    field.repeat(100, run)


@attack("enrolment codes, guessed")
def codes(field):
    def run(connection, _):
        code = "".join(random.choice("ABCDEFGHJKMNPQRSTVWXYZ23456789") for _ in range(8))
        field.ask(connection, "POST", "/v1/devices/enrol", {"tenant": "demo", "code": code})
    field.repeat(16, run)


@attack("tokens, guessed and refreshed")
def tokens(field):
    def run(connection, number):
        token = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
        if number % 2:
            field.ask(connection, "GET", "/v1/auth/me", token="rta_" + token)
        else:
            field.ask(connection, "POST", "/v1/auth/refresh", {"refresh_token": "rtr_" + token})
    field.repeat(16, run)


@attack("an analyst who asks for eight reports at a time")
def reports(field):
    token = field.secrets["analyst"]
    groups = ["day", "product", "store", "category"]
    field.repeat(8, lambda connection, number: field.ask(
        connection, "GET", f"/v1/reports/sales?group={groups[number % 4]}", token=token))


@attack("a till that sends the ends of every number")
def extremes(field):
    token, store = field.secrets["device"], field.secrets["store"]
    ends = [2**63 - 1, -2**63, 2**53, -1, 0, 10**12, 10**15]

    def run(connection, number):
        end = random.choice(ends)
        operation = {"id": str(uuid.uuid4()), "seq": random.choice(ends), "type": "sale.complete/1", "occurred_at": "2026-11-28T00:00:00Z",
                     "body": {"lines": [{"product_id": field.secrets["product"], "quantity_milli": end, "unit_price_minor": end}],
                              "payments": [{"method": "cash", "amount_minor": end}]}}
        if number % 2:
            field.ask(connection, "POST", "/v1/sync/push", {"operations": [operation], "incarnation": end}, token)
        else:
            field.ask(connection, "POST", "/v1/sync/pull", {"cursors": {f"store:{store}": str(end), "x=1 y\u0000": "0"}}, token)
    field.repeat(4, run)


@attack("one till with hundreds of live sockets")
def sockets(field):
    held = []
    hello = json.dumps({"type": "hello", "token": field.secrets["device"], "cursors": {"x": str(2**63 - 1)}}).encode()

    def run(_):
        if len(held) < 400:
            connection = handshake(field)
            connection.sendall(frame(hello))
            held.append(connection)
        else:
            time.sleep(0.2)
    field.many(8, run)


def main():
    name, port, seconds, path = sys.argv[1:5]
    with open(path, encoding="utf-8") as file:
        secrets = json.load(file)
    field = Field(int(port), float(seconds), secrets)
    ATTACKS[name][1](field)
    print(json.dumps({str(key): value for key, value in field.counts.items()}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
