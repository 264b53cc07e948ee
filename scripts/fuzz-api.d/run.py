"""Runs schemathesis against a demo server of its own, and holds what it finds against the list of exceptions. Started by scripts/fuzz-api."""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS / "lib"))
from demo_server import DemoServer  # noqa: E402

HERE = SCRIPTS / "fuzz-api.d"
MOST_EXCEPTIONS = 10
SPARES = 40


def exceptions():
    found = json.loads((HERE / "exceptions.json").read_text())
    if len(found) > MOST_EXCEPTIONS:
        sys.exit(f"{len(found)} exceptions: {MOST_EXCEPTIONS} at most")
    for row in found:
        if not row.get("reason") or not row.get("check") or not row.get("operation"):
            sys.exit(f"an exception says check, operation and reason: {row}")
    return found


def people(server, role):
    """Log-ins of that role: the demo's own, and spare ones, for some will be dismissed or have their password reset."""
    owner = server.login("owner")
    found = []
    for number in range(SPARES):
        name, password = f"fuzz-{role}-{number}", f"a long password {number}"
        server.post("/v1/staff", {
            "username": name, "name": name, "role": role, "password": password, "allows_many_sessions": True}, owner)
        found.append({"tenant": server.tenant, "username": name, "password": password})
    return found


def events(path):
    with open(path) as file:
        for line in file:
            yield json.loads(line)


def failures(path):
    """Check, operation and words of each failure that was recorded; and whether the run came to its end."""
    found, errors, cases = {}, [], 0
    for event in events(path):
        for name, body in event.items():
            if name in ("NonFatalError", "FatalError", "InternalError"):
                errors.append(json.dumps(body)[:1000])
            if name == "ScenarioFinished":
                recorder = body.get("recorder") or {}
                cases += len(recorder.get("cases") or {})
                labels = {key: (value.get("value") or value).get("method", "") + " " + (value.get("value") or value).get("path", "")
                          for key, value in (recorder.get("cases") or {}).items()}
                for case, checks in (recorder.get("checks") or {}).items():
                    for check in checks:
                        if check.get("status") == "failure":
                            failure = (check.get("failure_info") or {}).get("failure") or {}
                            operation = failure.get("operation") or labels.get(case, "?")
                            found.setdefault((check["name"], operation), f"{failure.get('title', '')}: {failure.get('message', '')}"[:600])
    return found, errors, cases


def run(server, who, known, options):
    folder = options.folder / who
    folder.mkdir()
    report = folder / "events.ndjson"
    command = [
        pathlib.Path(sys.executable).parent / "st", "--config-file", HERE / "schemathesis.toml", "run", server.url + "/openapi.json",
        "--max-time", str(options.seconds), "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--mode", "all",
        "--continue-on-failure", "--workers", "1", "--report-ndjson-path", report, "--generation-database", "none",
        "--warnings", "off", "--no-color"]
    if options.seed is not None:
        command += ["--seed", str(options.seed)]
    environment = {
        **os.environ, "RETAIL_URL": server.url, "RETAIL_PEOPLE": json.dumps(known), "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE)}
    with open(folder / "log", "w") as log:
        done = subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=log)
    words = (folder / "log").read_text()
    if done.returncode not in (0, 1) or not report.exists():
        sys.exit(f"schemathesis failed:\n{words[-4000:]}")
    return failures(report), words


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--as", dest="who", choices=["owner", "sales_assistant", "nobody"])
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    allowed = exceptions()
    used, unexplained, rows = set(), 0, []
    # Whoever tries what is forbidden is refused all the time: the server need not hold him up for it.
    with DemoServer(options.program, ["--refusals-per-second", "0"]) as server:
        callers = [options.who] if options.who else ["owner", "sales_assistant", "nobody"]
        # Before anything is tried: the first caller may guess at the owner's password until he has to wait.
        known = {who: people(server, who) if who != "nobody" else [] for who in callers}
        for who in callers:
            (found, errors, cases), words = run(server, who, known[who], options)
            outcome = collections.Counter()
            for (check, operation), message in sorted(found.items()):
                match = next((n for n, row in enumerate(allowed) if row["check"] == check and row["operation"] in (operation, "*")), None)
                if match is None:
                    unexplained += 1
                    outcome["unexplained"] += 1
                    print(f"{who}: {check}: {operation}\n    {message}")
                else:
                    used.add(match)
                    outcome["explained"] += 1
            for error in errors:
                unexplained += 1
                print(f"{who}: an error: {error}")
            rows.append((who, cases, outcome["explained"], outcome["unexplained"], len(errors)))
            if server.process.poll() is not None:
                sys.exit(f"the server has ended with {server.process.returncode}:\n{server.log.read_text()[-2000:]}")
    print(f"{'as':<16} {'cases':>7} {'explained':>10} {'unexplained':>12} {'errors':>7}")
    for row in rows:
        print(f"{row[0]:<16} {row[1]:>7} {row[2]:>10} {row[3]:>12} {row[4]:>7}")
    for number, row in enumerate(allowed):
        print(f"exception{'' if number in used else ' (did not come)'}: {row['check']} at {row['operation']}: {row['reason']}")
    sys.exit(1 if unexplained else 0)


main()
