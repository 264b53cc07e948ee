"""Runs the commands of a page of the documentation. Started by scripts/pages."""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def blocks(page):
    """(kind, name, text) of each fenced block: ```sh, ```sh settings, ```sql log-ins.sql."""
    found = []
    for match in re.finditer(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", open(page).read(), re.MULTILINE | re.DOTALL):
        found.append((match.group(1), match.group(2) or "", match.group(3)))
    return found


def wait(what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(0.1)
    sys.exit("it does not come up")


class Trial:
    def __init__(self, options):
        self.options = options
        self.top = tempfile.mkdtemp(prefix="retail-page.", dir="/tmp")
        os.chmod(self.top, 0o755)
        self.processes = []
        # What stands in the pages, and what is taken for it here.
        self.ports = {"8080": free_port(), "8081": free_port(), "8082": free_port(), "8090": free_port(), "8091": free_port(),
                      "5432": free_port(), "6432": free_port()}

    def path(self, name):
        return f"{self.top}/{name}"

    def adapted(self, text):
        for port, ours in self.ports.items():
            text = re.sub(rf"\b{port}\b", str(ours), text)
        return text

    def start(self, words, **more):
        log = open(self.path(f"process-{len(self.processes)}.log"), "w")
        process = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True, **more)
        self.processes.append(process)
        return process

    def as_postgres(self, *words):
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *words]

    def serve(self):
        """The server with the demo chain, and somebody who does something all the time, so that the log goes on."""
        data, port = self.path("data"), self.ports["8080"]
        clean = {k: v for k, v in os.environ.items() if not k.endswith("DATABASE_URL")}
        self.start(
            [self.options.program, "serve", "--demo", "--data", data, "--sql", self.options.sql, "--port", str(port), "--trusted-proxy", "127.0.0.1",
             "--login-tries-per-address", "100000"], env=clean)
        wait(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/ready").status == 200, 180)
        wait(lambda: "half_made" not in json.load(open(f"{data}/demo.json")))

        def work():
            body = json.dumps({"tenant": "demo", "username": "nobody", "password": "wrong"}).encode()
            while True:
                try:
                    urllib.request.urlopen(urllib.request.Request(
                        f"http://127.0.0.1:{port}/v1/auth/login", body, {"Content-Type": "application/json"}))
                except (OSError, urllib.error.URLError):
                    pass
                time.sleep(0.5)

        threading.Thread(target=work, daemon=True).start()

    def postgres(self):
        """A PostgreSQL that asks for passwords. The settings are in its folder, and the copy of a back-up listens on the same port."""
        home, port = self.path("postgres"), self.ports["5432"]
        os.mkdir(home, 0o755)
        shutil.chown(home, "postgres", "postgres")
        with open(self.path("super"), "w") as file:
            file.write("super\n")
        os.chmod(self.path("super"), 0o644)
        initdb = [f"{self.options.bin}/initdb", "-D", f"{home}/data", "-U", "postgres", "--auth=scram-sha-256", "-E", "UTF8",
                  "--locale=C.UTF-8", f"--pwfile={self.path('super')}", "--no-sync"]
        subprocess.run(self.as_postgres(*initdb), check=True, stdout=subprocess.DEVNULL, cwd="/")
        with open(f"{home}/data/postgresql.conf", "a") as file:
            file.write(f"listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 200\n")
        with open(f"{home}/data/pg_hba.conf", "a") as file:
            file.write("host replication retail_backup 127.0.0.1/32 scram-sha-256\n")
        self.start(self.as_postgres(f"{self.options.bin}/postgres", "-D", f"{home}/data"), cwd="/")
        names = ("postgres", "super"), ("retail", "one"), ("retail_node", "two"), ("retail_backup", "three")
        with open(self.path("passwords"), "w") as file:
            file.write("".join(f"127.0.0.1:*:*:{name}:{password}\n" for name, password in names))
        os.chmod(self.path("passwords"), 0o600)
        probe = ["psql", "-XAtq", "-c", "SELECT 1", f"host=127.0.0.1 port={port} user=postgres dbname=postgres"]
        wait(lambda: subprocess.run(probe, env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0)

    def environment(self):
        server = f"host=127.0.0.1 port={self.ports['5432']}"
        login = {
            "SUPERUSER": f"{server} user=postgres dbname=postgres",
            "DATABASE_URL": f"{server} dbname=retail user=retail_node",
            "ADMIN_DATABASE_URL": f"{server} dbname=retail user=retail",
            "BACKUP_DATABASE_URL": f"{server} dbname=retail user=retail_backup",
            "NEW_DATABASE_URL": f"{server} dbname=again user=retail_node",
            "NEW_ADMIN_DATABASE_URL": f"{server} dbname=again user=retail",
        }
        ours = {
            "RETAIL": self.options.program, "RETAIL_DATA": self.path("data"), "BACKUPS": self.path("back-ups"),
            "RESTORED": self.path("restored"), "EARLIER": self.path("earlier"), "RETAIL_SQL": self.options.sql,
            "PG_BIN": self.options.bin, "PGPASSFILE": self.path("passwords"), "PGDATA": self.path("postgres/restored"),
        }
        return {**{k: v for k, v in os.environ.items() if not k.startswith("PG")}, **login, **ours}

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGINT if "postgres" in process.args[-1] or "serve" in process.args else signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
        restored = self.path("postgres/restored/postmaster.pid")
        if os.path.exists(restored):
            os.kill(int(open(restored).readline()), signal.SIGINT)
            wait(lambda: not os.path.exists(restored))
        if self.options.keep:
            print("kept", self.top)
        else:
            shutil.rmtree(self.top, ignore_errors=True)


BACK_UP_OWN = r'''
# A chain on the database of our own, and none of the embedded one's settings from here on.
psql --quiet --set ON_ERROR_STOP=1 --dbname "$SUPERUSER" --file log-ins.sql
'''


def script(trial, page):
    """One shell for all of it. The variables of the trial come first; the embedded server is meant until a page turns to another."""
    lines = ["set -euo pipefail", "unset DATABASE_URL ADMIN_DATABASE_URL BACKUP_DATABASE_URL" if page.endswith("back-up.md") else ""]
    environment = trial.environment()
    exports = "\n".join(f"export {name}={quoted(environment[name])}" for name in ("DATABASE_URL", "ADMIN_DATABASE_URL", "BACKUP_DATABASE_URL"))
    for kind, name, text in blocks(page):
        if kind == "sh" and name == "settings":
            # The second ones of a page are for a PostgreSQL of one's own.
            if "DATABASE_URL" in text:
                lines.append(exports)
                if page.endswith("back-up.md"):
                    lines.append("$RETAIL migrate\nOWNER_PASSWORD='correct horse battery' $RETAIL tenant create corner --name Corner")
            continue
        if kind == "sh":
            text = trial.adapted(text)
            if name == "pgbouncer":
                lines.append("setpriv --reuid=postgres --regid=postgres --clear-groups -- pgbouncer --quiet pgbouncer.ini &\nPOOLER=$!")
                text += "\nkill $POOLER\n"
            if "start.log start" in text:
                # The same port, so the first one ends.
                lines.append(f"kill -INT $(head -n 1 {trial.path('postgres/data/postmaster.pid')})")
                lines.append(f"while [ -e {trial.path('postgres/data/postmaster.pid')} ]; do sleep 0.2; done")
            if "pg_restore" in text:
                lines.append('psql --quiet --set ON_ERROR_STOP=1 --dbname "$SUPERUSER" --file again.sql')
            for line in text.splitlines():
                if line and line[0] not in " #":
                    lines.append(f"echo {quoted('$ ' + line)}")
            lines.append(text)
        elif name:
            with open(trial.path(name), "w") as file:
                file.write(trial.adapted(text))
            if name in ("nginx.conf", "haproxy.cfg"):
                lines.append(proxied(trial, name))
    return "\n".join(lines) + "\n"


def proxied(trial, name):
    """Starts the proxy with the page's settings, and asks through it: a reply, the caller's address, a live socket."""
    port = trial.ports["8090" if name == "nginx.conf" else "8091"]
    start = f"nginx -c {trial.path(name)} -p {trial.top} -g 'daemon on; pid {trial.path('nginx.pid')}; error_log {trial.path('nginx.log')};'"
    if name != "nginx.conf":
        start = f"haproxy -D -p {trial.path('haproxy.pid')} -f {trial.path(name)}"
    end = f"kill $(cat {trial.path('nginx.pid' if name == 'nginx.conf' else 'haproxy.pid')})"
    return f"""
{start}
until curl --silent --fail http://127.0.0.1:{port}/ready; do sleep 0.5; done
# The socket stays open, so that it is the time that ends it.
{{ curl --silent --include --http1.1 --max-time 3 http://127.0.0.1:{port}/v1/sync/live -H 'Connection: Upgrade' -H 'Upgrade: websocket' \\
    -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' -H 'Sec-WebSocket-Protocol: retail-sync.v1.json' || true; }} > socket.txt
head -n 1 socket.txt | grep ' 101 '
{end}
"""


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "sql", "bin"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("page")
    options = parser.parse_args()
    trial = Trial(options)
    status = 1
    try:
        trial.serve()
        trial.postgres()
        shutil.copy(trial.path("passwords"), trial.path(".pgpass"))
        with open(trial.path("users.txt"), "w") as file:
            file.write('"retail" "one"\n"retail_node" "two"\n')
        text = script(trial, options.page)
        if options.page.endswith("back-up.md"):
            # The log-ins of the other page.
            logins = next(text for kind, name, text in blocks("docs/operating.md") if name == "log-ins.sql")
            with open(trial.path("log-ins.sql"), "w") as file:
                file.write(logins)
            with open(trial.path("again.sql"), "w") as file:
                again = logins.replace("DATABASE retail", "DATABASE again").replace("\\c retail", "\\c again")
                file.write("".join(line for line in again.splitlines(True) if not line.startswith("CREATE ROLE")))
            text = text.replace("set -euo pipefail\n", "set -euo pipefail\n" + BACK_UP_OWN, 1)
        with open(trial.path("page.sh"), "w") as file:
            file.write(text)
        status = subprocess.run(["bash", trial.path("page.sh")], cwd=trial.top, env=trial.environment(), timeout=900).returncode
    finally:
        trial.stop()
    print(f"{options.page}: {'every command went through' if status == 0 else f'status {status}'}")
    sys.exit(status)


main()
