"""Sends the table of requests to the server and through proxies. Started by scripts/proxies."""

import argparse
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

PATIENCE = 4.0
VICTIMS = 3


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def expand(text):
    """‹a×3› stands for aaa."""
    return re.sub("‹(.*?)×(\\d+)›", lambda m: m.group(1) * int(m.group(2)), text, flags=re.DOTALL)


def exchange(port, data):
    """Sends, then reads to the end. Returns the bytes, and whether the end came."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as s:
        try:
            s.sendall(data)
        except OSError:
            pass
        end = time.monotonic() + PATIENCE
        while True:
            s.settimeout(max(0.01, end - time.monotonic()))
            try:
                part = s.recv(65536)
            except socket.timeout:
                return got, False
            except OSError:
                return got, True
            if not part:
                return got, True
            got += part


def statuses(data, is_head):
    """The statuses of the replies in turn, each taken apart by its own framing."""
    found = []
    while True:
        head, mark, rest = data.partition(b"\r\n\r\n")
        match = re.match(rb"HTTP/1\.[01] (\d{3})", head)
        if not mark or not match:
            return found
        status = int(match.group(1))
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
        found.append(status)
        if status < 200 or status in (204, 304) or (is_head and len(found) == 1):
            data = rest
        elif b"content-length" in fields:
            data = rest[int(fields[b"content-length"]):]
        elif b"chunked" in fields.get(b"transfer-encoding", b""):
            while True:
                size, _, rest = rest.partition(b"\r\n")
                count = int(size or b"0", 16)
                rest = rest[count + 2:]
                if count == 0:
                    break
            data = rest
        else:
            return found


def victim(port, number):
    """Somebody else: gets an answer, and its own."""
    name = f"victim-{number:08d}"
    ask = f"GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: {name}\r\nConnection: close\r\n\r\n"
    got, ended = exchange(port, ask.encode())
    head = got.partition(b"\r\n\r\n")[0].lower()
    return ended and statuses(got, False) == [200] and f"x-request-id: {name}".encode() in head


def wait_for(port, process, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} has ended with {process.returncode}")
        try:
            got, _ = exchange(port, b"GET /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            if b" 200 " in got[:20]:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit(f"{process.args[0]} does not answer")


def nginx(folder, name, port, upstream, http, lines):
    path = f"{folder}/{name}.conf"
    temporary = "\n".join(
        f"    {kind}_temp_path {folder}/{name}-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(path, "w") as file:
        file.write(f"""daemon off;
user root;
pid {folder}/{name}.pid;
error_log {folder}/{name}.log;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
{temporary}
    upstream retail {{ server 127.0.0.1:{upstream}; keepalive 1; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://retail;
            proxy_http_version {http};
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_read_timeout 5s;
{lines}
        }}
    }}
}}
""")
    text = open(path).read()
    if os.getuid() != 0:
        text = text.replace("user root;\n", "")
        open(path, "w").write(text)
    return subprocess.Popen(["nginx", "-c", path, "-p", folder], stderr=subprocess.DEVNULL)


def haproxy(folder, port, upstream):
    path = f"{folder}/haproxy.cfg"
    with open(path, "w") as file:
        file.write(f"""global
    maxconn 256
defaults
    mode http
    option forwardfor
    http-reuse always
    timeout connect 2s
    timeout client 10s
    timeout server 5s
frontend all
    bind 127.0.0.1:{port}
    default_backend retail
backend retail
    server one 127.0.0.1:{upstream} pool-max-conn 1
""")
    return subprocess.Popen(["haproxy", "-db", "-f", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "folder", "table", "only"):
        parser.add_argument("--" + name, default="")
    options = parser.parse_args()
    rows = [row for row in json.load(open(options.table)) if options.only in row["what"]]
    ports = {name: free_port() for name in ("server", "nginx", "nginx-upgrade", "nginx-1.0", "haproxy")}
    log = open(f"{options.folder}/server.log", "w")
    processes = [
        subprocess.Popen(
            [options.program, "serve", "--demo", "--data", f"{options.folder}/data", "--port", str(ports["server"]), "--trusted-proxy", "127.0.0.1"],
            stdout=log, stderr=log, env={**os.environ, "DATABASE_URL": "", "PORT": ""})
    ]
    failures = []
    try:
        wait_for(ports["server"], processes[0], 120)
        kept = '            proxy_set_header Connection "";'
        passed = (
            "            proxy_set_header Upgrade $http_upgrade;\n            proxy_set_header Connection $http_connection;")
        for name, http, lines in (("nginx", "1.1", kept), ("nginx-upgrade", "1.1", passed), ("nginx-1.0", "1.0", "")):
            processes.append(nginx(options.folder, name, ports[name], ports["server"], http, lines))
            wait_for(ports[name], processes[-1], 20)
        processes.append(haproxy(options.folder, ports["haproxy"], ports["server"]))
        wait_for(ports["haproxy"], processes[-1], 20)
        failures = run(rows, ports)
        if options.only in "a reply that breaks off":
            failures += broken_off(f"{options.folder}/data", ports)
        if processes[0].poll() is not None:
            failures.append(f"the server has ended with {processes[0].returncode}")
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in reversed(processes):
            process.wait(30)
    for failure in failures:
        print("FAILED", failure)
    print(f"{len(rows)} requests, {len(ports)} ways, {len(failures)} failures")
    sys.exit(1 if failures else 0)


PRODUCTS = 20_000


def broken_off(data, ports):
    """A long report of which the database gives no more, midway. Behind nginx, which speaks HTTP/1.0 to the server, the end of the connection is all that tells
    the end of the reply: so it must be a reset, which nginx hands on as a reply without its end."""
    for _ in range(600):
        if os.path.exists(f"{data}/demo.json") and "half_made" not in (demo := json.load(open(f"{data}/demo.json"))):
            break
        time.sleep(0.1)
    headers = {"Content-Type": "application/json"}

    def ask(method, path, body=None, port=ports["server"]):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, json.dumps(body) if body else None, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()

    login = next(login for login in demo["logins"] if login["role"] == "owner")
    _, text = ask("POST", "/v1/auth/login", {"tenant": "demo", "username": login["username"], "password": login["password"]})
    headers["Authorization"] = f"Bearer {json.loads(text)['access_token']}"
    store = json.loads(ask("GET", "/v1/stores?code=mitte")[1])["items"][0]["id"]
    for start in range(0, PRODUCTS, 500):
        items = [{"sku": f"X{n}", "name": f"Thing {n}", "unit_price_minor": 100} for n in range(start, start + 500)]
        ids = json.loads(ask("POST", "/v1/products", {"products": items})[1])["ids"]
        lines = [{"product_id": product, "quantity_milli": 1000, "unit_cost_minor": 50} for product in ids]
        ask("POST", "/v1/stock/receipts", {"store_id": store, "lines": lines})
    schema = "t_demo"
    failures = []
    for name in ("nginx-1.0", "nginx", "server"):
        owner = open(f"{data}/connection").read().splitlines()[1]
        psql = subprocess.Popen(["psql", "-Xq", owner], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        psql.stdin.write(f"BEGIN; SELECT count(*) FROM {schema}.chain;\n")
        psql.stdin.flush()
        with socket.create_connection(("127.0.0.1", ports[name]), timeout=60) as s:
            s.sendall((f"GET /v1/reports/stock?format=csv HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                       f"Authorization: {headers['Authorization']}\r\n\r\n").encode())
            got = s.recv(65536)
            psql.stdin.write(f"LOCK TABLE {schema}.stock_balance, {schema}.product IN ACCESS EXCLUSIVE MODE;\n")
            psql.stdin.flush()
            how = "closed"
            try:
                while part := s.recv(65536):
                    got += part
            except ConnectionResetError:
                how = "reset"
        psql.stdin.write("ROLLBACK;\n")
        psql.stdin.close()
        psql.wait(30)
        rows = got.count(b"\n")
        # The last chunk; a line of the report may end in 0, too.
        whole = got.endswith(b"\r\n0\r\n\r\n")
        print(f"a reply that breaks off ({name}): {rows} lines, {'whole' if whole else how + ' without an end'}")
        if b" 200 " not in got[:20] or rows > PRODUCTS:
            failures.append(f"a reply that breaks off ({name}): it did not break off: {got[:40]}, {rows} lines")
        elif whole:
            failures.append(f"a reply that breaks off ({name}): it looks whole")
    return failures


def run(rows, ports):
    probe = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    failures, number = [], 0
    width = max(len(row["what"]) for row in rows) if rows else 0
    print(" " * width, *(f"{name:>18}" for name in ports))
    for row in rows:
        cells = []
        for name, port in ports.items():
            got, ended = exchange(port, (expand(row["send"]) + probe).encode("utf-8"))
            replies = statuses(got, row["send"].startswith("HEAD"))
            cells.append(" ".join(map(str, replies)) + ("" if ended else " …") or "closed")
            where = f"{row['what']} ({name})"
            # A proxy may wait for the rest of a body that never comes, or have made a socket of it; but something must have been said.
            if not ended and (name == "server" or not replies):
                failures.append(f"{where}: no end within {PATIENCE:.0f} s, {replies}")
            if name == "server" and replies != row["statuses"] + ([] if row["closes"] else [200]):
                failures.append(f"{where}: {replies} instead of {row['statuses']}")
            # A proxy may refuse in its own words what it can't read; what it says of the server must not be that it failed.
            if any(status in (500, 502, 503, 504) for status in replies):
                failures.append(f"{where}: {replies}")
            for _ in range(VICTIMS):
                number += 1
                if not victim(port, number):
                    failures.append(f"{where}: another client was harmed")
        print(f"{row['what']:{width}}", *(f"{cell:>18}" for cell in cells))
    return failures


main()
