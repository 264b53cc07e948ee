"""A demo server of one's own, on a free port, in a folder that goes with it."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class DemoServer:
    def __init__(self, program, arguments=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="retail-demo-"))
        # The embedded PostgreSQL may run as somebody else.
        self.folder.chmod(0o755)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "server.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, "serve", "--demo", "--port", str(self.port), "--data", str(self.folder / "data"), *arguments],
                stdout=log, stderr=log, env={**os.environ, "DATABASE_URL": "", "PORT": ""})

    def __enter__(self):
        try:
            self.wait(180)
        except BaseException:
            self.stop()
            raise
        demo = json.loads((self.folder / "data" / "demo.json").read_text())
        self.tenant = demo["tenant"]
        self.passwords = {login["role"]: (login["username"], login["password"]) for login in demo["logins"]}
        return self

    def __exit__(self, *_):
        self.stop()

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"the server has ended:\n{self.log.read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(self.url + "/ready", timeout=2):
                    # The chain is made by the server itself, through its own door; then the log-ins are said.
                    if "Demo chain" in self.log.read_text():
                        return
            except OSError:
                pass
            time.sleep(0.2)
        raise SystemExit(f"the server does not answer:\n{self.log.read_text()[-2000:]}")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def post(self, path, body, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers, method="POST")
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def login(self, role):
        username, password = self.passwords[role]
        return self.post("/v1/auth/login", {"tenant": self.tenant, "username": username, "password": password})["access_token"]
