"""scripts/drill hostile: see there."""
import argparse
import json
import os
import subprocess
import sys
import time

import attacks
import till

HERE = os.path.dirname(os.path.abspath(__file__))
SHARE = "50"
GROWTH_MIB, SLOWER = 150, 3
BURN = "import time, sys\nend = time.monotonic() + float(sys.argv[1])\nwhile time.monotonic() < end: pass"


def memory_mib(process):
    with open(f"/proc/{process}/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0


def limited(arguments, **more):
    """With half a core at most; cpulimit ends with what it limits."""
    return subprocess.Popen(["cpulimit", "-q", "-l", SHARE, "-f", "--", *arguments], **more)


class Drill:
    def __init__(self, options):
        self.options, self.port, self.failures = options, options.port, []
        with open(os.path.join(options.folder, "demo.json"), encoding="utf-8") as file:
            self.passwords = {login["role"]: (login["username"], login["password"]) for login in json.load(file)["logins"]}
        self.secrets = os.path.join(options.folder, "drill.json")
        self.prepare()

    def token(self, role):
        name, password = self.passwords[role]
        status, answer = till.Client(self.port).call(
            "POST", "/v1/auth/login", {"tenant": "demo", "username": name, "password": password})
        if status != 200:
            raise SystemExit(f"{role} could not log in: {status} {answer}")
        return answer["access_token"]

    def prepare(self):
        owner = till.Client(self.port, self.token("owner"))
        store = owner.call("GET", "/v1/stores?code=mitte")[1]["items"][0]["id"]
        register = owner.call("GET", f"/v1/registers?store_id={store}")[1]["items"][0]["id"]
        product = owner.call("GET", "/v1/products?limit=1")[1]["items"][0]["id"]
        lines = [{"product_id": product, "batch_number": "DRILL", "quantity_milli": 10**9, "unit_cost_minor": 100}]
        owner.call("POST", "/v1/stock/receipts", {"store_id": store, "lines": lines})
        code = owner.call("POST", "/v1/devices/enrolment-codes", {"store_id": store, "register_id": register, "name": "drill"})[1]["code"]
        device = till.Client(self.port).call("POST", "/v1/devices/enrol", {"tenant": "demo", "code": code})[1]["token"]
        self.store, self.product = store, product
        self.cashier, self.manager = self.token("sales_assistant"), self.token("manager")
        with open(self.secrets, "w", encoding="utf-8") as file:
            json.dump({"device": device, "store": store, "product": product, "analyst": self.token("analyst")}, file)

    def fill(self):
        """Years of sales, by SQL: copies of one that was made by the door, so that reports have something to read."""
        with open(os.path.join(self.options.folder, "connection"), encoding="utf-8") as file:
            log_ins = file.read().splitlines()
        # The owner's log-in, where a node's stands beside it.
        connection = next((line for line in log_ins if "user=retail " in line), log_ins[0])
        sql = """
            SELECT format('SET search_path = %I', schema_name) FROM retail.tenant WHERE slug = 'demo' \\gexec
            CREATE TEMP TABLE template AS SELECT * FROM sale ORDER BY recorded_at DESC LIMIT 1;
            CREATE TEMP TABLE fresh AS SELECT gen_random_uuid() AS id, current_date - (n % 700) AS day FROM generate_series(1, 100000) n;
            INSERT INTO sale SELECT (jsonb_populate_record(t, jsonb_build_object('id', f.id, 'business_day', f.day))).* FROM template t, fresh f;
            INSERT INTO sale_line
            SELECT (jsonb_populate_record(l, jsonb_build_object('sale_id', f.id, 'line', n, 'business_day', f.day))).*
            FROM sale_line l, template t, fresh f, generate_series(1, 5) n WHERE l.sale_id = t.id;
            ANALYZE sale; ANALYZE sale_line;
        """
        done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", connection], input=sql, text=True, capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(f"the sales could not be made: {done.stderr}")

    def watched(self, words, process):
        """The honest ones at work while a process runs; what they saw."""
        people = [till.cashier(self.port, self.cashier, self.store, self.product), till.manager(self.port, self.manager)]
        before = memory_mib(self.options.process)
        peak = before
        for person in people:
            person.start()
        end = time.monotonic() + self.options.seconds
        while time.monotonic() < end:
            time.sleep(0.25)
            if not os.path.exists(f"/proc/{self.options.process}/status"):
                break
            peak = max(peak, memory_mib(self.options.process))
        for person in people:
            person.stop()
        said = ""
        if process is not None:
            try:
                said = process.communicate(timeout=30)[0] or ""
            except subprocess.TimeoutExpired:
                process.kill()
        return {"words": words, "cashier": people[0], "manager": people[1], "peak": peak, "said": said.strip()}

    def idle(self):
        burner = limited([sys.executable, "-c", BURN, str(self.options.seconds)], stdout=subprocess.PIPE, text=True)
        return self.watched("nothing: the same CPU burnt elsewhere", burner)

    def attack(self, name):
        words = attacks.ATTACKS[name][0]
        command = [sys.executable, os.path.join(HERE, "attacks.py"), name, str(self.port), str(self.options.seconds), self.secrets]
        return self.watched(words, limited(command, stdout=subprocess.PIPE, text=True))

    def lives(self):
        try:
            return till.Client(self.port).call("GET", "/health")[0] == 200
        except OSError:
            return False

    def judge(self, name, result, base, before):
        cashier = result["cashier"]
        ratio = cashier.quantile(0.99) / base.quantile(0.99)
        growth = result["peak"] - before
        bad = {status: count for status, count in cashier.answers.items() if status != 201}
        faults = []
        if not self.lives():
            faults.append("the server is gone")
        if growth > GROWTH_MIB:
            faults.append(f"memory grew by {growth:.0f} MiB")
        if bad:
            faults.append(f"the cashier was answered {bad}")
        if ratio > SLOWER:
            faults.append(f"the cashier waited {ratio:.1f} times as long")
        print(f"| {name} | {result['words']} | {result['said'][:90]} | {len(cashier.waits)} | {cashier.quantile(0.5) * 1000:.1f} "
              f"| {cashier.quantile(0.99) * 1000:.1f} | {ratio:.2f} | {growth:+.0f} | {'; '.join(faults) or 'passed'} |", flush=True)
        self.failures += [f"{name}: {fault}" for fault in faults]

    def run(self):
        print("| attack | what | answers | sales | p50 ms | p99 ms | × idle | MiB | |\n|---|---|---|---|---|---|---|---|---|", flush=True)
        self.watched("warming up", None)
        self.fill()
        before = memory_mib(self.options.process)
        base = self.idle()
        waits = base["cashier"]
        print(f"| – | {base['words']} | | {len(waits.waits)} | {waits.quantile(0.5) * 1000:.1f} | {waits.quantile(0.99) * 1000:.1f} | 1 "
              f"| {base['peak'] - before:+.0f} | {'passed' if set(waits.answers) == {201} else waits.answers} |", flush=True)
        for name in attacks.ATTACKS:
            if self.options.only in name:
                self.judge(name, self.attack(name), waits, before)
            if not self.lives():
                break
        again = self.idle()["cashier"]
        print(f"| – | nothing again | | {len(again.waits)} | {again.quantile(0.5) * 1000:.1f} | {again.quantile(0.99) * 1000:.1f} "
              f"| {again.quantile(0.99) / waits.quantile(0.99):.2f} | {memory_mib(self.options.process) - before:+.0f} | |" if self.lives() else "", flush=True)
        for failure in self.failures:
            print("failed:", failure, file=sys.stderr)
        return 1 if self.failures else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--process", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--only", default="")
    sys.exit(Drill(parser.parse_args()).run())


if __name__ == "__main__":
    main()
