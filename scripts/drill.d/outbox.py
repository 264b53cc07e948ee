"""Tills that keep what they sold until the server can't lose it, and a manager who changes prices."""
import http.client
import json
import threading
import time
import uuid
from datetime import datetime, timezone


class Caller:
    """Knows several nodes, and goes to the next where one does not answer or can't."""

    def __init__(self, ports, token, patience=30):
        self.ports, self.token, self.patience, self.turn = ports, token, patience, 0
        self.connection, self.slowest = None, 0.0

    def call(self, method, path, body, headers=None):
        """Status and answer; the status is 0 where there was none."""
        begun = time.monotonic()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.ports[self.turn % len(self.ports)], timeout=self.patience)
            self.connection.request(method, path, json.dumps(body), {
                "Content-Type": "application/json", "Authorization": "Bearer " + self.token, **(headers or {})})
            answer = self.connection.getresponse()
            content = answer.read()
            status, said = answer.status, json.loads(content) if content else None
        except (OSError, http.client.HTTPException):
            status, said = 0, None
        self.slowest = max(self.slowest, time.monotonic() - begun)
        if status in (0, 503):
            if self.connection is not None:
                self.connection.close()
            self.connection, self.turn = None, self.turn + 1
        return status, said


class Worker(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.ended = threading.Event()
        # When something was taken, in order.
        self.successes, self.answers = [], {}

    def count(self, what):
        self.answers[what] = self.answers.get(what, 0) + 1

    def first_success_after(self, moment):
        return next((at for at in self.successes if at >= moment), None)


class Till(Worker):
    """Sells at a steady pace, whatever the server says; pushes in order; keeps every operation."""

    MOST_AT_ONCE = 50

    def __init__(self, enrolled, ports, product, pause=0.05):
        super().__init__()
        self.device, self.epoch, self.product, self.pause = enrolled["device_id"], enrolled["epoch"], product, pause
        self.caller = Caller(ports, enrolled["token"])
        self.incarnation, self.taken, self.most_taken, self.sells = 1, 0, 0, True
        self.operations, self.ever, self.troubles = [], set(), []

    def run(self):
        due = time.monotonic()
        while not self.ended.is_set():
            if self.sells and time.monotonic() >= due:
                self.sell()
                due += self.pause
            if self.taken < len(self.operations):
                if not self.push():
                    self.ended.wait(0.1)
            elif not self.sells:
                return
            else:
                self.ended.wait(max(0.001, due - time.monotonic()))

    def sell(self):
        number = str(uuid.uuid4())
        self.operations.append({
            "id": number, "seq": len(self.operations) + 1, "type": "sale.complete/1",
            "occurred_at": datetime.now(timezone.utc).isoformat(),
            "body": {"id": number, "lines": [{"product_id": self.product, "quantity_milli": 1000}],
                     "payments": [{"method": "cash", "amount_minor": 10_000_000}]}})

    def push(self):
        """Whether to go on at once."""
        part = self.operations[self.taken:self.taken + self.MOST_AT_ONCE]
        status, said = self.caller.call(
            "POST", "/v1/sync/push", {"incarnation": self.incarnation, "epoch": self.epoch, "operations": part})
        code = (said or {}).get("code", "")
        self.count(f"{status} {code}".strip())
        if status == 200:
            return self.believe(part, said["verdicts"])
        current = (said or {}).get("current") or {}
        if status == 409 and code == "sync.other-epoch":
            # The server's history is another: what it lacks of ours is sent again.
            self.epoch = current["epoch"]
            expected = current.get("expected_seq", 1) if current.get("incarnation", self.incarnation) == self.incarnation else 1
            self.taken = min(self.taken, expected - 1)
            return True
        if status == 409 and code == "sync.sequence-gap":
            self.taken = min(self.taken, current["expected_seq"] - 1)
            return True
        if status not in (0, 503):
            self.troubles.append(f"{status} {code} {said}"[:300])
        return False

    def believe(self, part, verdicts):
        for operation, verdict in zip(part, verdicts):
            if verdict["status"] == "retry":
                return False
            if verdict["status"] not in ("applied", "duplicate"):
                self.troubles.append(f"{operation['seq']}: {verdict}"[:300])
            self.ever.add(operation["id"])
            self.taken = operation["seq"]
            self.most_taken = max(self.most_taken, self.taken)
        self.successes.append(time.monotonic())
        return True

    def finish(self, seconds):
        """Sells no more, and brings what it has to the server."""
        self.sells = False
        self.join(seconds)
        self.ended.set()
        self.join(35)


class Manager(Worker):
    """Sets another price all the time, by request: each once, with its own key."""

    def __init__(self, token, ports, product, pause=0.25):
        super().__init__()
        self.caller, self.product, self.pause, self.price = Caller(ports, token), product, pause, 1000

    def run(self):
        while not self.ended.wait(self.pause):
            self.price += 1
            key = str(uuid.uuid4())
            while not self.ended.is_set():
                status, said = self.caller.call(
                    "POST", "/v1/prices", {"product_id": self.product, "unit_price_minor": self.price}, {"Idempotency-Key": key})
                self.count(status)
                if status == 201:
                    self.successes.append(time.monotonic())
                    break
                if status not in (0, 503):
                    # Not its business to know why; the next price may do.
                    break
                self.ended.wait(0.1)

    def finish(self, seconds):
        self.ended.set()
        self.join(seconds)
