"""Drills on a database that fails: see scripts/drill. Each prints a line of a table; passed or not is the exit status."""
import argparse
import os
import signal
import subprocess
import sys
import time

import chain
import postgres
from outbox import Manager, Till
from sight import Watch, revoked_in_time

# A node notices within a second; it is asked ten times a second, on a machine that does other things.
RECOVERY_SECONDS, NOTICE_SECONDS, ANSWER_SECONDS = 10, 1.5, 10
DRILLS = {}


class Skipped(Exception):
    pass


def drill(words, recovers=True):
    def add(function):
        DRILLS[function.__name__.replace("_", "-")] = (words, function, recovers)
        return function
    return add


class Field:
    """What one drill has: servers, nodes, tills; and what is found in the end."""

    def __init__(self, name, options):
        self.options, self.folder = options, os.path.join(options.folder, name)
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o711)
        self.servers, self.nodes, self.tills, self.watches, self.faults = [], [], [], [], []
        self.key, self.mended, self.rows, self.manager = chain.audit_key(), None, None, None

    # What there is

    def server(self, name):
        server = postgres.Postgres(self.folder, name)
        self.servers.append(server)
        return server

    def node(self, name, database=None, demo=False, **environment):
        node = chain.Node(self.options.binary, self.folder, name, database, RETAIL_AUDIT_KEY=self.key, **environment)
        self.nodes.append(node)
        node.start(demo)
        return node

    def pair(self, standby=False, clocks=("", "")):
        """A database (and one that follows it), two nodes on it, four tills and a manager at work."""
        first = self.server("first").create().start()
        first.sql("CREATE DATABASE retail")
        servers = [first]
        if standby:
            servers.append(self.server("second").copy_of(first, follows=True).start())
        database = postgres.hosts(servers, "retail")
        for index, name in enumerate(["a", "b"]):
            more = {"RETAIL_CLOCK_OFFSET": clocks[index]} if clocks[index] else {}
            self.node(name, database, demo=index == 0, **more)
        self.look_at(lambda text: first.sql(text, "retail"))
        self.trade()
        return servers

    def look_at(self, rows):
        self.rows = rows

    def trade(self):
        self.chain = chain.Chain(self.nodes[0])
        ports = [node.port for node in self.nodes]
        # Half of them begin at each node.
        for number in range(4):
            self.tills.append(Till(self.chain.enrol(f"drill{number}"), ports[number % len(ports):] + ports[:number % len(ports)],
                                   self.chain.product))
        self.manager = Manager(self.chain.owner.token, ports, self.chain.product)
        for worker in [*self.tills, self.manager]:
            worker.start()
        self.watches = [Watch(node) for node in self.nodes]
        for watch in self.watches:
            watch.start()
        self.until(lambda: all(till.taken > 5 for till in self.tills), 60, "tills begin to sell")

    # What happens

    def until(self, condition, seconds, words):
        end = time.monotonic() + seconds * self.options.patience
        while not condition():
            if time.monotonic() > end:
                self.fault(f"not within {seconds} s: {words}")
                return False
            time.sleep(0.02)
        return True

    def go_on(self, seconds=None):
        time.sleep(seconds or self.options.seconds)

    def notices(self, words):
        """Each node's /ready, within a second of now."""
        begun = time.monotonic()
        self.until(lambda: all(watch.status != 200 for watch in self.watches), 5, f"/ready says 503 ({words})")
        took = time.monotonic() - begun
        if took > NOTICE_SECONDS * self.options.patience:
            self.fault(f"/ready said 503 after {took:.1f} s ({words})")

    def mend(self):
        """From now on the database can be used, and nobody does anything about it."""
        self.mended = time.monotonic()

    def fault(self, words):
        self.faults.append(words)

    # What is found

    def settle(self):
        """All that tills have is brought to the server; then nobody does anything."""
        if self.mended is not None:
            self.until(lambda: all(worker.first_success_after(self.mended) for worker in self.tills), 60, "tills sell again")
            self.until(lambda: self.manager.first_success_after(self.mended), 20, "prices are set again")
        for worker in [self.manager, *self.tills]:
            worker.finish(60)

    def recovery(self):
        if self.mended is None:
            return 0.0
        return max((worker.first_success_after(self.mended) or float("inf")) - self.mended for worker in self.tills)

    def judge(self, recovers):
        name = chain.schema(self.rows)
        of_tills = f"actor_id IN ({', '.join(repr(till.device) for till in self.tills)})"
        there = {row[0] for row in self.rows(f"SELECT id FROM {name}.sync_operation WHERE {of_tills}")}
        sales = [row[0] for row in self.rows(f"SELECT id FROM {name}.sale WHERE {of_tills}")]
        pieces = int(self.rows(
            f"SELECT coalesce(-sum(delta_milli), 0)::bigint / 1000 FROM {name}.stock_movement m WHERE op_id IN (SELECT id FROM {name}.sale)")[0][0])
        made = sum(len(till.operations) for till in self.tills)
        acknowledged = set().union(*(till.ever for till in self.tills))
        lost = acknowledged - (there & set(sales))
        doubled = pieces - len(sales)
        untaken = [till for till in self.tills if till.taken < len(till.operations)]
        prices = int(self.rows(f"""
            SELECT count(*) FROM {name}.sale_line l JOIN {name}.sale s ON s.id = l.sale_id WHERE s.{of_tills} AND NOT EXISTS (
                SELECT FROM {name}.price p WHERE p.product_id = l.product_id AND p.unit_price_minor = l.unit_price_minor)""")[0][0])
        slowest = max(worker.caller.slowest for worker in [*self.tills, self.manager])
        recovery = self.recovery()
        for words, wrong in [
            (f"{len(lost)} acknowledged sales are not in the database", lost), (f"{doubled} pieces too many left the stock", doubled),
            (f"{prices} lines have a price that the database does not", prices),
            (f"{len(untaken)} tills could not bring all they have", untaken),
            (f"it took {recovery:.1f} s to go on", recovers and recovery > RECOVERY_SECONDS * self.options.patience),
            (f"an answer took {slowest:.1f} s", recovers and slowest > ANSWER_SECONDS * self.options.patience),
        ]:
            if wrong:
                self.fault(words)
        for till in self.tills:
            for trouble in till.troubles[:3]:
                self.fault(trouble)
        return made, len(acknowledged), len(set(sales) & set().union(*({o["id"] for o in till.operations} for till in self.tills))), \
            len(lost), doubled, recovery, slowest

    def close(self):
        for worker in [*self.tills, *self.watches, *([self.manager] if self.manager else [])]:
            worker.ended.set()
        for node in self.nodes:
            node.stop()
        for server in self.servers:
            server.stop()


# The drills


@drill("the primary is killed, the standby promoted")
def primary_killed(field):
    first, second = field.pair(standby=True)
    first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
    first.sql("SELECT pg_reload_conf()")
    field.go_on()
    first.kill()
    field.notices("killed")
    second.promote()
    field.look_at(lambda text: second.sql(text, "retail"))
    field.mend()


@drill("the primary hangs, the standby is promoted, the old one goes on")
def primary_frozen(field):
    first, second = field.pair(standby=True)
    first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
    first.sql("SELECT pg_reload_conf()")
    field.go_on()
    first.freeze()
    field.notices("hangs")
    # Until its sessions were given up, and nobody knows where to go.
    field.go_on(7)
    second.promote()
    field.look_at(lambda text: second.sql(text, "retail"))
    field.mend()
    field.until(lambda: all(till.first_success_after(field.mended) for till in field.tills), 60, "tills sell on the standby")
    first.thaw()
    field.go_on()
    # Sessions that the old one had not noticed are gone once it has; no new ones come, but to be turned away.
    field.until(lambda: sessions(first) == 0, 20, "no node has a session on the old primary")
    # Longer than a node takes to look at the hosts it is not on.
    time.sleep(4)
    if sessions(first):
        field.fault("a node went back to the old primary")
    if not all("to be fenced" in node.said() for node in field.nodes):
        field.fault("a node's log does not say that an old primary takes writes")


def sessions(server):
    """Of nodes. What waits for a standby's word on a COMMIT has long lost its client, and will not notice."""
    return int(server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'retail' AND "
                          "backend_start < now() - interval '1 second' AND wait_event IS DISTINCT FROM 'SyncRep'")[0][0])


@drill("a standby that lacks the last seconds is promoted", recovers=False)
def lost_tail(field):
    first, second = field.pair(standby=True)
    field.go_on()
    # It gets no more: what is sold from here on is nowhere else.
    second.sql("ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'")
    second.sql("SELECT pg_reload_conf()")
    field.until(lambda: first.sql("SELECT count(*) FROM pg_stat_replication")[0][0] == "0", 20, "the standby is cut off")
    field.go_on()
    first.kill()
    second.promote()
    field.look_at(lambda text: second.sql(text, "retail"))
    field.mend()
    # Until as much has been written as was lost, and more: positions of before mean other things then.
    field.go_on(3 * field.options.seconds)


@drill("a back-up of before is restored in the database's place", recovers=False)
def restored(field):
    first = field.pair()[0]
    node, folder = field.nodes[0], field.folder + "/back-ups"
    field.go_on()
    node.run("backup", folder, "--database", node.database)
    field.go_on()
    first.stop()
    back_up = postgres.Postgres(field.folder, "restored", port=first.port)
    field.servers.append(back_up)
    node.run("restore", folder, "--pgdata", back_up.data)
    back_up.start()
    field.look_at(lambda text: back_up.sql(text, "retail"))
    field.mend()
    field.go_on(3 * field.options.seconds)


@drill("the database is stopped and goes on")
def database_stopped(field):
    first = field.pair()[0]
    field.go_on()
    for seconds in [2, 12]:
        first.freeze()
        field.notices(f"stopped for {seconds} s")
        time.sleep(seconds)
        first.thaw()
        field.mend()
        field.until(lambda: all(till.first_success_after(field.mended) for till in field.tills), 60, "tills sell again")


@drill("LISTEN is cut again and again while a till is revoked")
def listen_cut(field):
    first = field.pair()[0]
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'NOTIFY \"heartbeat%' OR query LIKE 'LISTEN %'"
    for number in range(5):
        victim = field.chain.enrol(f"victim{number}")
        revoked_in_time(field, victim, cut=lambda: first.sql(cut))


@drill("one node's clock is five minutes ahead, another's three behind")
def clock(field):
    field.pair(clocks=("300", "-180"))
    field.go_on()
    field.manager.finish(30)
    # A price from the fast node, then another from the slow one: the later command is the one that counts, now and five minutes on.
    for price, node in [(77_700, field.nodes[0]), (88_800, field.nodes[1])]:
        client = chain.till.Client(node.port, field.chain.owner.token)
        status, said = client.call("POST", "/v1/prices", {"product_id": field.chain.product, "unit_price_minor": price})
        if status != 201:
            field.fault(f"the price was not set: {status} {said}")
    name = chain.schema(field.rows)
    ahead = field.rows(f"SELECT count(*) FROM {name}.price WHERE effective_at > now() + interval '1 second'")[0][0]
    if ahead != "0":
        field.fault(f"{ahead} prices wait for a clock to come round")
    moment = field.rows("SELECT clock_timestamp()")[0][0]
    field.go_on(2)
    for price, count in field.rows(f"""
            SELECT l.unit_price_minor, count(*) FROM {name}.sale_line l JOIN {name}.sale s ON s.id = l.sale_id
            WHERE s.id IN (SELECT id FROM {name}.sale WHERE recorded_at > '{moment}'::timestamptz + interval '0.5 s') GROUP BY 1"""):
        if price != "88800":
            field.fault(f"{count} sales at {price} after 88800 was set")
    wrong = field.rows(f"SELECT count(*) FROM {name}.sale WHERE abs(extract(epoch FROM recorded_at - occurred_at)) > 60")[0][0]
    if wrong != "0":
        field.fault(f"{wrong} sales are stamped by a node's clock")


@drill("the disk of the database is full for a while")
def disk_full(field):
    disk = os.path.join(field.folder, "disk")
    os.mkdir(disk)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", disk], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Skipped(f"no disk of its own could be mounted ({done.stderr.strip()})")
    try:
        node = chain.Node(field.options.binary, disk, "a", RETAIL_AUDIT_KEY=field.key)
        field.nodes.append(node)
        # Its log is elsewhere: it must be able to say that there is no room.
        node.log = os.path.join(field.folder, "a.log")
        node.start(demo=True)
        with open(node.folder + "/connection", encoding="utf-8") as file:
            owner = file.read().splitlines()[1]
        field.look_at(lambda text: postgres.query(owner, text))
        field.trade()
        field.go_on()
        filler = os.path.join(disk, "filler")
        subprocess.run(["dd", "if=/dev/zero", "of=" + filler, "bs=64k"], capture_output=True, check=False)
        field.until(lambda: field.watches[0].status == 503, 60, "/ready says 503 on a full disk")
        status = chain.till.Client(node.port, field.chain.owner.token).call("GET", "/v1/products?limit=1")[0]
        if field.watches[0].said != "The database does not answer." and status != 200:
            field.fault(f"reading was answered {status} though only writing needs room")
        field.go_on()
        if "no space left" not in node.said().lower():
            field.fault("the log does not say that there is no space left")
        os.remove(filler)
        field.mend()
        yield
    finally:
        field.close()
        subprocess.run(["umount", "-l", disk], check=False)


def run(name, options):
    words, function, recovers = DRILLS[name]
    field = Field(name, options)
    try:
        steps = function(field)
        # A drill that must tidy up after the judgement stops half way.
        if steps is not None:
            next(steps)
        field.settle()
        made, acknowledged, there, lost, doubled, recovery, slowest = field.judge(recovers)
        verdict = "; ".join(field.faults) or "passed"
        print(f"| {name} | {words} | {made} | {acknowledged} | {there} | {lost} | {doubled} | {recovery:.1f} | {slowest:.1f} | {verdict} |", flush=True)
        if steps is not None:
            next(steps, None)
        return not field.faults
    except Skipped as reason:
        print(f"| {name} | {words} | | | | | | | | skipped: {reason} |", flush=True)
        return True
    finally:
        field.close()


SHORT = ["primary-killed", "primary-frozen", "database-stopped", "listen-cut"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="+")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--patience", type=float, default=1)
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    # So that what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = {"all": list(DRILLS), "short": SHORT}.get(options.names[0], options.names)
    print("| drill | what | operations | acknowledged | in the database | lost | doubled | slowest recovery s | slowest answer s | |\n"
          "|---|---|---|---|---|---|---|---|---|---|", flush=True)
    # All of them, whatever becomes of the first.
    passed = [run(name, options) for name in names]
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
