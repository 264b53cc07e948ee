"""Sales and refunds that need the same shelves in opposite orders, at two nodes of one chain: see scripts/drill. PostgreSQL must never have to
end one of two that wait for each other."""
import argparse
import os
import random
import signal
import sys
import time
import uuid
from datetime import datetime, timezone

import chain
import postgres
from outbox import Caller, Worker

PRODUCTS, TILLS, PERSONS, MOST_AT_ONCE = 3, 4, 2, 2
# Seconds between what one person does: where both nodes book for one, they go by turns.
PERSONS_PAUSE = 0.2
# Far below the second that a batch waits for a lock, so that a circle is found before anybody gives up.
SETTINGS = ("deadlock_timeout=50ms", "log_line_prefix=%m [%p] %e ")
# What even a loaded machine does in a second.
LEAST_APPLIED_A_SECOND = 2


class Goods:
    """A few products and one big sale of each, of which everybody gives back piece by piece."""

    def __init__(self, shop):
        items = shop.owner.call("GET", f"/v1/products?limit={PRODUCTS}")[1]["items"]
        self.products, self.sales = [item["id"] for item in items], {}
        lines = [{"product_id": product, "quantity_milli": 10**8, "unit_cost_minor": 100} for product in self.products]
        shop.must("POST", "/v1/stock/receipts", {"store_id": shop.store, "lines": lines})
        for product in self.products:
            shop.must("POST", "/v1/prices", {"product_id": product, "unit_price_minor": 100})
            self.sales[product] = shop.must("POST", "/v1/sales", self.sale(product, 10**7, shop.store))["sale_id"]

    def sale(self, product, quantity=1000, store=None):
        return {**({"store_id": store} if store else {}), "lines": [{"product_id": product, "quantity_milli": quantity}],
                "payments": [{"method": "cash", "amount_minor": 100 * quantity // 1000}]}

    def refund(self, product, store=None):
        return {**({"store_id": store} if store else {}), "sale_id": self.sales[product],
                "lines": [{"line": 1, "quantity_milli": 1000}], "method": "cash"}

    def crossed(self):
        """Another product is sold than comes back."""
        return random.sample(self.products, 2)


class Crosser(Worker):
    """At one node, as fast as it answers."""

    def __init__(self, port, token, goods):
        super().__init__()
        self.caller, self.goods, self.applied, self.sent, self.troubles = Caller([port], token), goods, 0, 0, []

    def run(self):
        while not self.ended.is_set():
            self.act()

    def trouble(self, words):
        self.troubles.append(str(words)[:300])

    def until_taken(self, path, body, headers=None):
        """The answer that is not "later", or none."""
        while not self.ended.is_set():
            status, said = self.caller.call("POST", path, body, headers)
            self.count(status)
            if status not in (0, 503):
                return status, said
            self.ended.wait(0.05)
        return None, None

    def finish(self, seconds):
        self.ended.set()
        self.join(seconds)


class PushingTill(Crosser):
    def __init__(self, port, enrolled, goods):
        super().__init__(port, enrolled["token"], goods)
        self.epoch, self.seq = enrolled["epoch"], 0

    def act(self):
        operations = []
        for _ in range(random.randint(1, MOST_AT_ONCE)):
            sold, returned = self.goods.crossed()
            pair = [("sale.complete/1", self.goods.sale(sold)), ("sale.refund/1", self.goods.refund(returned))]
            random.shuffle(pair)
            operations += pair
        self.push([self.operation(number, *operation) for number, operation in enumerate(operations, self.seq + 1)])

    def operation(self, seq, kind, body):
        return {"id": str(uuid.uuid4()), "seq": seq, "type": kind, "occurred_at": datetime.now(timezone.utc).isoformat(), "body": body}

    def push(self, operations):
        self.sent += len(operations)
        while not self.ended.is_set():
            status, said = self.until_taken("/v1/sync/push", {"incarnation": 1, "epoch": self.epoch, "operations": operations})
            if status is None:
                return
            if status != 200:
                self.trouble(f"{status} {said}")
                self.ended.set()
                return
            statuses = [verdict["status"] for verdict in said["verdicts"]]
            if "retry" not in statuses:
                break
        else:
            return
        self.seq += len(operations)
        for verdict in said["verdicts"]:
            if verdict["status"] in ("applied", "duplicate"):
                self.applied += 1
            else:
                self.trouble(verdict)


class Person(Crosser):
    """By request: all of a store's hang on one chain of the trail, so that they meet pushes, not each other."""

    def __init__(self, port, token, goods, store):
        super().__init__(port, token, goods)
        self.store = store

    def act(self):
        sold, returned = self.goods.crossed()
        for path, body in [("/v1/sales", self.goods.sale(sold, store=self.store)), ("/v1/refunds", self.goods.refund(returned, self.store))]:
            self.sent += 1
            status, said = self.until_taken(path, body, {"Idempotency-Key": str(uuid.uuid4())})
            if status == 201:
                self.applied += 1
            elif status is not None:
                self.trouble(f"{status} {said}")
        self.ended.wait(PERSONS_PAUSE)


def logged(server, code):
    with open(server.log, encoding="utf-8", errors="replace") as log:
        return sum(f" {code} ERROR:" in line for line in log)


def cross(options, server, nodes):
    """Workers that have ended."""
    shop = chain.Chain(nodes[0])
    goods = Goods(shop)
    workers = [PushingTill(nodes[number % len(nodes)].port, shop.enrol(f"crossed{number}"), goods) for number in range(TILLS)]
    workers += [Person(nodes[number % len(nodes)].port, shop.owner.token, goods, shop.store) for number in range(PERSONS)]
    for worker in workers:
        worker.start()
    time.sleep(options.seconds)
    for worker in workers:
        worker.finish(60)
    # Who was cut off may still have something on its way; then the books are asked.
    time.sleep(1)
    status, proof = shop.owner.call("GET", "/v1/reports/proof")
    if status != 200 or not proof["ok"]:
        workers[0].trouble(f"the books don't agree: {status} {proof}")
    return workers


def judge(options, workers, in_log, in_statistics):
    applied = sum(worker.applied for worker in workers)
    faults = []
    if in_log or in_statistics:
        faults.append("PostgreSQL had to end a circle of locks")
    if applied < LEAST_APPLIED_A_SECOND * options.seconds:
        faults.append(f"only {applied} operations were applied in {options.seconds:.0f} s")
    for worker in workers:
        faults += worker.troubles[:2]
    return applied, faults


def run(options):
    server, nodes, key = postgres.Postgres(options.folder, "database", settings=SETTINGS), [], chain.audit_key()
    try:
        server.create().start()
        server.sql("CREATE DATABASE retail")
        for name in ["a", "b"]:
            nodes.append(chain.Node(options.binary, options.folder, name, postgres.hosts([server], "retail"), RETAIL_AUDIT_KEY=key))
            nodes[-1].start(demo=len(nodes) == 1)
        workers = cross(options, server, nodes)
        for node in nodes:
            node.stop()
        in_statistics = int(server.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = 'retail'")[0][0])
        in_log, waited = logged(server, "40P01"), logged(server, "55P03")
        applied, faults = judge(options, workers, in_log, in_statistics)
        sent, slowest = sum(worker.sent for worker in workers), max(worker.caller.slowest for worker in workers)
        print(f"| crossed | {options.seconds:.0f} | {sent} | {applied} | {in_log} | {in_statistics} | {waited} | {slowest:.1f} | "
              f"{'; '.join(faults) or 'passed'} |", flush=True)
        return not faults
    finally:
        for node in nodes:
            node.stop()
        server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    # So that what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print("| drill | seconds | operations | applied | deadlocks (log) | deadlocks (statistics) | waits given up | slowest answer s | |\n"
          "|---|---|---|---|---|---|---|---|---|", flush=True)
    sys.exit(0 if run(options) else 1)


if __name__ == "__main__":
    main()
