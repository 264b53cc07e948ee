#!/usr/bin/env python3
"""Proves an exported audit trail (GET /v1/audit/export), knowing nothing of the server's code: only docs/adr/0016.

Usage: scripts/verify-audit.py FILE [--public-key HEX] [--seal NUMBER:HASH]

  FILE               the export, one JSON object a line; - for standard input
  --public-key HEX   what `retail audit key` printed, kept apart from the database; without it the export's own is taken, which
                     proves nothing against whoever could write both
  --seal NUMBER:HASH a seal that somebody remembers: the trail must still have it

Python's standard library and the program `openssl` (3.0 or later) are all it needs. Exit status: 0 intact, 1 not, 2 unreadable.
"""
import argparse
import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import uuid

NOTHING = bytes(32)


def text(value):
    if value is None:
        return struct.pack(">i", -1)
    value = value.encode()
    return struct.pack(">i", len(value)) + value


def sized(value):
    return struct.pack(">i", -1) if value is None else struct.pack(">i", len(value)) + value


def row_hash(row, previous):
    chain, actor = uuid.UUID(row["chain"]).bytes, uuid.UUID(row["actor_id"]).bytes
    operation = uuid.UUID(row["op_id"]).bytes if row.get("op_id") else None
    number, at, attempts = row["number"], row["at_us"], row["attempts"]
    words = [row["action"], row["outcome"], row.get("detail"), row["request_id"]]
    if row["format"] == 1:
        content = chain + actor + (operation or b"") + struct.pack(">qqq", number, at, attempts)
    elif row["format"] == 2:
        content = struct.pack(">i", 2) + chain + struct.pack(">qq", number, at) + actor + struct.pack(">i", attempts) + sized(operation)
        words.append(row["address"])
    else:
        raise SystemExit(f"format {row['format']} is not known here")
    return hashlib.sha256(previous + content + b"".join(text(word) for word in words)).digest()


def seal_hash(tenant, seal, previous):
    return hashlib.sha256(
        text("retail-audit-seal/1") + uuid.UUID(tenant).bytes + struct.pack(">qqq", seal["number"], seal["at_us"], seal["chains"])
        + bytes.fromhex(seal["root"]) + previous).digest()


def is_signed(seal, public_key):
    # SubjectPublicKeyInfo of an Ed25519 key: RFC 8410, 4.
    key = bytes.fromhex("302a300506032b6570032100") + public_key
    with tempfile.NamedTemporaryFile() as keys, tempfile.NamedTemporaryFile() as message, tempfile.NamedTemporaryFile() as signature:
        for file, content in ((keys, key), (message, bytes.fromhex(seal["hash"])), (signature, bytes.fromhex(seal["signature"]))):
            file.write(content)
            file.flush()
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", keys.name, "-rawin", "-in", message.name,
                   "-sigfile", signature.name]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Trail:
    def __init__(self):
        self.findings, self.header, self.chain, self.rows = [], None, None, 0
        self.number, self.hash, self.at_sealed = 0, NOTHING, {}
        self.sealed, self.seals, self.previous = [], [], NOTHING

    def say(self, words):
        if len(self.findings) < 100:
            self.findings.append(words)

    def row(self, row):
        if row["chain"] != self.chain:
            if self.chain is not None:
                self.say(f"chain {self.chain} has no end")
            self.chain, self.number, self.hash, self.at_sealed = row["chain"], 0, NOTHING, {}
        self.rows += 1
        if row["number"] != self.number + 1:
            self.say(f"chain {self.chain}: row {self.number + 1} is missing")
        elif row_hash(row, self.hash).hex() != row["hash"]:
            self.say(f"chain {self.chain}: row {row['number']} was changed")
        self.number, self.hash = row["number"], bytes.fromhex(row["hash"])
        self.at_sealed[self.number] = row["hash"]

    def end(self, end):
        if self.chain not in (None, end["chain"]):
            self.say(f"chain {self.chain} has no end")
        if self.chain is None:
            self.number, self.hash, self.at_sealed = 0, NOTHING, {}
        chain = end["chain"]
        if end.get("number") is None:
            self.say(f"chain {chain} is missing, but was sealed")
        elif end["number"] > self.number or (end["number"] == self.number and end["hash"] != self.hash.hex()):
            self.say(f"chain {chain}: its end is {end['number']}, its last row {self.number}, or that was changed")
        elif end["number"] < self.number:
            self.say(f"chain {chain}: row {self.number} stands behind its end")
        if end.get("sealed_number") is not None:
            if self.at_sealed.get(end["sealed_number"]) != end["sealed_hash"]:
                self.say(f"chain {chain}: row {end['sealed_number']} is not what was sealed")
            self.sealed.append((uuid.UUID(chain).bytes, end["sealed_number"], bytes.fromhex(end["sealed_hash"])))
        self.chain = None

    def seal(self, seal):
        if seal["number"] != len(self.seals) + 1:
            self.say(f"seal {len(self.seals) + 1} is missing")
        elif seal_hash(self.header["tenant_id"], seal, self.previous).hex() != seal["hash"]:
            self.say(f"seal {seal['number']} was changed")
        self.previous = bytes.fromhex(seal["hash"])
        self.seals.append(seal)

    def finish(self, public_key, remembered):
        if not self.seals:
            self.say("nothing was sealed")
            return
        last = self.seals[-1]
        root = hashlib.sha256()
        for chain, number, end in sorted(self.sealed):
            root.update(chain + struct.pack(">q", number) + end)
        # Seals made while the export ran cover ends that it no longer shows.
        if root.hexdigest() != last["root"] or len(self.sealed) != last["chains"]:
            self.say(f"seal {last['number']} does not cover the chains' ends as they are")
        if not is_signed(last, public_key):
            self.say(f"seal {last['number']} was not signed by the key")
        if remembered:
            number, _, value = remembered.partition(":")
            if not any(seal["number"] == int(number) and seal["hash"] == value for seal in self.seals):
                self.say(f"seal {number} is not the one that is remembered, or is gone")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--public-key")
    parser.add_argument("--seal")
    arguments = parser.parse_args()
    trail = Trail()
    with (sys.stdin if arguments.file == "-" else open(arguments.file, encoding="utf-8")) as lines:
        for line in lines:
            record = json.loads(line)
            kind = record["type"]
            if kind == "trail":
                trail.header = record
            else:
                {"row": trail.row, "end": trail.end, "seal": trail.seal}[kind](record)
    if trail.header is None:
        print("this is no exported trail", file=sys.stderr)
        return 2
    trail.finish(bytes.fromhex(arguments.public_key or trail.header["public_key"]), arguments.seal)
    for finding in trail.findings:
        print(finding)
    last = trail.seals[-1] if trail.seals else None
    where = f", last {last['number']}:{last['hash']}" if last else ""
    print(f"{'intact' if not trail.findings else 'NOT INTACT'}: {trail.rows} rows, {len(trail.sealed)} sealed chains, {len(trail.seals)} seals{where}")
    return 1 if trail.findings else 0


if __name__ == "__main__":
    sys.exit(main())
