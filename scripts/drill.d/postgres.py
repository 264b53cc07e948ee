"""PostgreSQL servers of a drill's own, on the loopback address, and what befalls them."""
import glob
import os
import shutil
import signal
import socket
import subprocess
import time

USER = "postgres"


def programs():
    """The newest that Debian has installed, or what PG_BIN says."""
    if os.environ.get("PG_BIN"):
        return os.environ["PG_BIN"]
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4].split(".")[0]))
    if found:
        return found[-1]
    return os.path.dirname(os.path.realpath(shutil.which("postgres") or "/nowhere/postgres"))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def as_server(program, *arguments):
    """PostgreSQL refuses to be root. Should the drill be killed, the kernel ends what it started."""
    who = ["--reuid=" + USER, "--regid=" + USER, "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *who, "--pdeathsig=QUIT", "--", os.path.join(programs(), program), *arguments]


class Postgres:
    """One server and its data, which outlive each other."""

    def __init__(self, folder, name, port=None, settings=()):
        self.name, self.port, self.process, self.settings = name, port or free_port(), None, settings
        self.folder = os.path.join(folder, name)
        self.data, self.log = self.folder + "/data", self.folder + "/log"
        if not os.path.isdir(self.folder):
            os.mkdir(self.folder, 0o700)
            if os.geteuid() == 0:
                shutil.chown(self.folder, USER, USER)

    def create(self):
        self.run("initdb", "-D", self.data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync")
        return self

    def copy_of(self, other, follows):
        """A base back-up of a server that runs; one that follows it is a standby."""
        self.run("pg_basebackup", "-D", self.data, "-h", "127.0.0.1", "-p", str(other.port), "-U", USER, "-c", "fast", "--no-sync",
                 *(["-R"] if follows else []))
        return self

    def run(self, program, *arguments):
        done = subprocess.run(as_server(program, *arguments), cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{program} failed: {done.stderr[-500:]}")

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                as_server("postgres", "-D", self.data, "-k", self.folder, "-h", "127.0.0.1", "-p", str(self.port), "-c", "fsync=off",
                          "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "wal_keep_size=256MB", "-c", "jit=off",
                          *(part for setting in self.settings for part in ("-c", setting))),
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.log, encoding="utf-8", errors="replace") as log:
                    raise SystemExit(f"PostgreSQL did not start: {log.read()[-800:]}")
            time.sleep(0.02)
        return self

    def is_ready(self):
        """The eighth line of its file says "ready" when it takes connections."""
        try:
            with open(self.data + "/postmaster.pid", encoding="utf-8") as file:
                lines = file.read().split("\n")
            return lines[0] == str(self.process.pid) and len(lines) > 7 and lines[7].startswith("ready")
        except OSError:
            return False

    def backends(self):
        try:
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="utf-8") as file:
                return [int(number) for number in file.read().split()]
        except OSError:
            return []

    def signal(self, number, processes):
        for process in processes:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def freeze(self):
        """As a machine does that hangs: no process runs, and the kernel confirms all that comes in. The postmaster first, so that it makes no
        new ones."""
        self.signal(signal.SIGSTOP, [self.process.pid])
        self.signal(signal.SIGSTOP, self.backends())

    def thaw(self):
        self.signal(signal.SIGCONT, self.backends())
        self.signal(signal.SIGCONT, [self.process.pid])

    def kill(self):
        """As a power cut does."""
        processes = [self.process.pid, *self.backends()]
        self.signal(signal.SIGKILL, processes)
        self.process.wait()
        while any(os.path.exists(f"/proc/{process}/cmdline") and open(f"/proc/{process}/cmdline", "rb").read() for process in processes):
            time.sleep(0.01)

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.thaw()
        self.signal(signal.SIGQUIT, [self.process.pid])
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def promote(self):
        self.sql("SELECT pg_promote(true, 60)")

    def sql(self, text, database="postgres"):
        """Rows of cells as text. By its socket: a drill may have frozen what listens elsewhere."""
        return query(f"host={self.folder} port={self.port} user={USER} dbname={database}", text)


def query(connection, text):
    done = subprocess.run(
        [os.path.join(programs(), "psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", connection, "-c", text],
        capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise SystemExit(f"{text[:100]}: {done.stderr}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def hosts(servers, database):
    """How a node finds the one of several that takes writes."""
    names = ",".join("127.0.0.1" for _ in servers)
    ports = ",".join(str(server.port) for server in servers)
    more = " target_session_attrs=read-write" if len(servers) > 1 else ""
    return f"host={names} port={ports} user={USER} dbname={database}{more}"
