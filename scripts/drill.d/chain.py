"""Nodes under drill, and the chain that trades on them."""
import json
import os
import secrets
import subprocess
import time
import urllib.error
import urllib.request

import till
from postgres import free_port


class Node:
    """One process of the server."""

    def __init__(self, binary, folder, name, database=None, **environment):
        self.binary, self.database, self.port, self.process = binary, database, free_port(), None
        self.folder, self.log = os.path.join(folder, name), os.path.join(folder, name + ".log")
        self.environment = dict(os.environ, **environment)

    def start(self, demo=False):
        command = [self.binary, "serve", "--data", self.folder, "--port", str(self.port)]
        command += ["--database", self.database] if self.database else []
        command += ["--demo"] if demo else []
        begun = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 120
        # The demo chain is whole by then.
        while not ("Serving at" in self.said(begun) and self.is_ready()):
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"the server did not start: {self.said(begun)[-800:]}")
            time.sleep(0.05)
        return self

    def run(self, *arguments):
        """A command beside the server."""
        done = subprocess.run([self.binary, *arguments, "--data", self.folder], env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"retail {arguments[0]} failed: {done.stdout[-500:]} {done.stderr[-500:]}")

    def said(self, begun=0):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            file.seek(begun)
            return file.read()

    def ready(self):
        """The status of /ready, and how long it took to say it; None: no answer."""
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=10) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = None
        return status, time.monotonic() - begun

    def is_ready(self):
        return self.ready()[0] == 200

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Chain:
    """The demo chain: whose things they are, and how to look at them in the database."""

    def __init__(self, node):
        with open(node.folder + "/demo.json", encoding="utf-8") as file:
            self.logins = {login["role"]: (login["username"], login["password"]) for login in json.load(file)["logins"]}
        self.owner = till.Client(node.port, self.token(node, "owner"))
        self.store = self.owner.call("GET", "/v1/stores?code=mitte")[1]["items"][0]["id"]
        self.product = self.owner.call("GET", "/v1/products?limit=1")[1]["items"][0]["id"]
        lines = [{"product_id": self.product, "batch_number": "DRILL", "quantity_milli": 10**9, "unit_cost_minor": 100}]
        self.must("POST", "/v1/stock/receipts", {"store_id": self.store, "lines": lines})
        self.must("POST", "/v1/prices", {"product_id": self.product, "unit_price_minor": 1000})

    def token(self, node, role):
        name, password = self.logins[role]
        status, answer = till.Client(node.port).call("POST", "/v1/auth/login", {"tenant": "demo", "username": name, "password": password})
        if status != 200:
            raise SystemExit(f"{role} could not log in: {status} {answer}")
        return answer["access_token"]

    def must(self, method, path, body=None):
        status, answer = self.owner.call(method, path, body)
        if status not in (200, 201):
            raise SystemExit(f"{method} {path}: {status} {answer}")
        return answer

    def enrol(self, name):
        """A till on a register of its own."""
        register = self.must("POST", "/v1/registers", {"store_id": self.store, "code": name, "name": name})["id"]
        code = self.must("POST", "/v1/devices/enrolment-codes", {"store_id": self.store, "register_id": register, "name": name})["code"]
        return till.Client(self.owner.port).call("POST", "/v1/devices/enrol", {"tenant": "demo", "code": code})[1]


def schema(rows):
    """Of the demo chain, from the registry."""
    return rows("SELECT schema_name FROM retail.tenant WHERE slug = 'demo'")[0][0]


def audit_key():
    """Nodes of one database sign with one key."""
    return secrets.token_hex(32)
