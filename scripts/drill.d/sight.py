"""What a node says while something happens to its database: /ready, and whether a revoked till is kept out."""
import http.client
import json
import threading
import time

import attacks
import till


class Watch(threading.Thread):
    """Asks /ready ten times a second and keeps what it last said."""

    def __init__(self, node):
        super().__init__(daemon=True)
        self.node, self.status, self.said, self.ended = node, 200, "", threading.Event()

    def run(self):
        while not self.ended.wait(0.1):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.node.port, timeout=5)
                connection.request("GET", "/ready")
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                self.said = json.loads(content).get("detail", "") if answer.status == 503 else ""
                self.status = answer.status
            except (OSError, http.client.HTTPException, ValueError):
                self.status = 0


class Ear(threading.Thread):
    """A live socket of a till: hears until it is closed."""

    def __init__(self, port, enrolled):
        super().__init__(daemon=True)
        field = attacks.Field(port, 60, {})
        self.connection = attacks.handshake(field)
        hello = {"type": "hello", "token": enrolled["token"], "epoch": enrolled["epoch"], "cursors": {}}
        self.connection.sendall(attacks.frame(json.dumps(hello).encode()))
        self.connection.settimeout(1)
        self.heard, self.closed_at, self.ended = b"", None, threading.Event()

    def run(self):
        while not self.ended.is_set():
            try:
                piece = self.connection.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                piece = b""
            self.heard += piece
            if not piece:
                self.closed_at = time.monotonic()
                return


def revoked_in_time(field, enrolled, cut, seconds=3):
    """A till is revoked on the first node while the others' ears are cut: each node keeps it out, its sockets are closed."""
    ears = [Ear(node.port, enrolled) for node in field.nodes]
    for ear in ears:
        ear.start()
    field.until(lambda: all(b"welcome" in ear.heard for ear in ears), 10, "the till's sockets are welcomed")
    clients = [till.Client(node.port, enrolled["token"]) for node in field.nodes]

    def pull(client):
        return client.call("POST", "/v1/sync/pull", {"cursors": {"catalog": "0"}})[0]
    for client in clients:
        if pull(client) != 200:
            field.fault("the till could not pull before it was revoked")
    cut()
    status = field.chain.owner.call("POST", f"/v1/devices/{enrolled['device_id']}/revoke", {})[0]
    revoked = time.monotonic()
    if status not in (200, 201, 204):
        field.fault(f"the till could not be revoked: {status}")
    cut()
    field.until(lambda: all(pull(client) in (401, 403) for client in clients), seconds, "each node keeps the revoked till out")
    field.until(lambda: all(ear.closed_at for ear in ears), seconds, "the revoked till's sockets are closed")
    for ear in ears:
        ear.ended.set()
    return time.monotonic() - revoked
