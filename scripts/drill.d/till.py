"""The honest ones: a cashier who sells, a manager who reads; and how long they wait."""
import http.client
import json
import threading
import time
import uuid


class Client:
    """One person's connection, kept open."""

    def __init__(self, port, token=None):
        self.port, self.token, self.connection = port, token, None

    def call(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        data = None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        for attempt in (0, 1):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, path, data, headers)
                answer = self.connection.getresponse()
                content = answer.read()
                return answer.status, json.loads(content) if content and answer.status != 204 else None
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = None
                if attempt:
                    raise
        return None


class Person(threading.Thread):
    """Does the same thing at a steady pace and remembers how long each took and what was answered."""

    def __init__(self, client, pause, act):
        super().__init__(daemon=True)
        self.client, self.pause, self.act = client, pause, act
        self.waits, self.answers, self.ended = [], {}, threading.Event()

    def run(self):
        due = time.monotonic()
        while not self.ended.is_set():
            begun = time.monotonic()
            try:
                status = self.act(self.client)
            except (OSError, http.client.HTTPException) as error:
                status = type(error).__name__
            self.waits.append(time.monotonic() - begun)
            self.answers[status] = self.answers.get(status, 0) + 1
            due = max(due + self.pause, time.monotonic() - 1)
            self.ended.wait(max(0, due - time.monotonic()))

    def stop(self):
        self.ended.set()
        self.join(60)

    def quantile(self, share):
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * share))] if waits else float("inf")


def cashier(port, token, store, product):
    def sell(client):
        body = {"store_id": store, "lines": [{"product_id": product, "quantity_milli": 1000}],
                "payments": [{"method": "cash", "amount_minor": 1000}]}
        return client.call("POST", "/v1/sales", body, {"Idempotency-Key": str(uuid.uuid4())})[0]
    return Person(Client(port, token), 0.03, sell)


def manager(port, token):
    paths = ["/v1/reports/sales?group=day", "/v1/stock?limit=100", "/v1/products?limit=100", "/v1/reports/payments"]
    turn = [0]

    def read(client):
        turn[0] += 1
        return client.call("GET", paths[turn[0] % len(paths)])[0]
    return Person(Client(port, token), 0.5, read)
