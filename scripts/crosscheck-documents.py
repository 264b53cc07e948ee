#!/usr/bin/env python3
"""Checks Tests/Vectors/documents.json against an implementation of its own: the canonical bytes and hashes with nothing but json and
hashlib, the chain, sums and number rules as Tests/Vectors/README.md words them. Exits with 1 where any case differs.

Usage: scripts/crosscheck-documents.py [FILE]
"""

import hashlib
import json
import pathlib
import re
import sys
import unicodedata

LIMIT = 2**53 - 1


def canonical(value):
    """RFC 8785 for objects, lists, strings and integers: what Python's json writes with these settings."""
    def check(value):
        if isinstance(value, dict):
            assert all(name.isascii() for name in value)
            for member in value.values():
                check(member)
        elif isinstance(value, list):
            for element in value:
                check(element)
        else:
            assert isinstance(value, str) or (type(value) is int and abs(value) <= LIMIT), value

    check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def genesis(register, series):
    return hashlib.sha256(f"retail-journal-genesis/1\n{register}\n{series}\n".encode()).hexdigest()


def entry_hash(previous, document):
    return hashlib.sha256(b"retail-journal/1\n" + bytes.fromhex(previous) + canonical(document)).hexdigest()


def document_hash(given):
    document = given["document"]
    start = genesis(document["register_id"], document["series_id"])
    digest = entry_hash(given.get("previous_hash", start), document)
    short = digest[:12].upper()
    return {
        "canonical": canonical(document).decode(), "genesis": start, "hash": digest,
        "short": f"{short[:4]}-{short[4:8]}-{short[8:]}",
    }


def report_break(document, state):
    if document["previous_report_hash"] != state["report_hash"]:
        return "wrong_previous_report"
    day, closed, supplemented = document["business_day"], state["day"], document.get("supplement_to")
    if supplemented is not None:
        if not 1 <= supplemented < document["number"] or closed is None or day > closed:
            return "report_out_of_order"
    elif closed is not None and day < closed:
        return "report_out_of_order"
    first, last = document["first_receipt_number"], document["last_receipt_number"]
    if first != state["covered"] + 1 or last != state["receipt"] or document["receipt_count"] != last - first + 1:
        return "wrong_manifest"
    signed = state["perpetual"][0] + document["totals"]["net_minor"]
    absolute = state["perpetual"][1] + document["totals"]["absolute_minor"]
    if (document["perpetual_minor"], document["perpetual_absolute_minor"]) != (str(signed), str(absolute)):
        return "wrong_perpetual_totals"
    return None


def entry_break(entry, state, given):
    document = entry["document"]
    linked = entry["previous_hash"] == state["hash"]
    whole = entry["hash"] == entry_hash(entry["previous_hash"], document)
    if not whole and (linked or entry["hash"] != entry_hash(state["hash"], document)):
        return "changed_content"
    if (document["register_id"], document["series_id"]) != (given["register_id"], given["series_id"]):
        return "wrong_series"
    kind = document["document"].split("/")[0]
    expected = state[kind] + 1
    if document["number"] != expected:
        return "number_missing" if document["number"] > expected else "number_twice"
    if not linked:
        return "wrong_previous_hash"
    if kind == "copy" and not 1 <= document["receipt_number"] <= state["receipt"]:
        return "unknown_receipt"
    if kind == "z_report":
        return report_break(document, state)
    return None


def chain_verify(given):
    start = genesis(given["register_id"], given["series_id"])
    state = {
        "hash": start, "receipt": 0, "copy": 0, "z_report": 0, "report_hash": start, "covered": 0, "day": None, "perpetual": (0, 0),
    }
    for index, entry in enumerate(given["entries"], 1):
        found = entry_break(entry, state, given)
        if found:
            return {"break": found, "index": index}
        document = entry["document"]
        kind = document["document"].split("/")[0]
        state["hash"] = entry["hash"]
        state[kind] = document["number"]
        if kind == "z_report":
            state["report_hash"] = entry["hash"]
            state["covered"] = document["last_receipt_number"]
            state["day"] = max(state["day"] or "", document["business_day"])
            state["perpetual"] = (int(document["perpetual_minor"]), int(document["perpetual_absolute_minor"]))
    if "end_hash" in given and given["end_hash"] != state["hash"]:
        return {"break": "truncated", "index": len(given["entries"]) + 1}
    return {"holds": len(given["entries"])}


def line_gross(line, mode):
    return line["amount_minor"] + (sum(tax["tax_minor"] for tax in line["taxes"]) if mode == "exclusive" else 0)


def receipt_totals(given):
    names = (
        "sales returns voids net absolute discount deposits gift_cards rounding open change cash_payments cash_refunds"
    ).split()
    sums = {name + "_minor": 0 for name in names} | {kind + "_count": 0 for kind in ("sale", "refund", "void")}
    rates, methods = {}, {}
    for receipt in given["receipts"]:
        kind, totals, turnover = receipt["kind"], receipt["totals"], 0
        sums[kind + "_count"] += 1
        for line in receipt["lines"]:
            gross = line_gross(line, receipt["tax_mode"])
            if line["kind"] != "goods":
                sums["deposits_minor" if line["kind"] == "deposit" else "gift_cards_minor"] += gross
                continue
            turnover += gross
            if kind != "void":
                sums["returns_minor" if gross < 0 else "sales_minor"] += gross
        if kind == "void":
            sums["voids_minor"] += turnover
        sums["net_minor"] += turnover
        sums["absolute_minor"] += abs(turnover)
        for name in ("discount", "rounding", "open", "change"):
            sums[name + "_minor"] += totals[name + "_minor"]
        sums["cash_payments_minor"] -= totals["change_minor"]
        for tax in receipt["taxes"]:
            rate = rates.setdefault((tax["code"].encode(), tax["rate_micro"]), [0, 0, 0])
            for place, name in enumerate(("net_minor", "tax_minor", "gross_minor")):
                rate[place] += tax[name]
        for payment in receipt["payments"]:
            amount = payment["amount_minor"]
            method = methods.setdefault(payment["method"], [0, 0])
            method[0] += 1
            method[1] += amount
            if payment["method"] == "cash":
                sums["cash_refunds_minor" if amount < 0 else "cash_payments_minor"] += abs(amount)
    sums["taxes"] = [
        {"code": code.decode(), "rate_micro": micro, "net_minor": net, "tax_minor": tax, "gross_minor": gross}
        for (code, micro), (net, tax, gross) in sorted(rates.items())
    ]
    sums["payments"] = [
        {"method": method, "count": count, "amount_minor": amount} for method, (count, amount) in sorted(methods.items())
    ]
    return {"totals": sums}


def is_card_number(text):
    """As payment cards are numbered: 13 to 19 digits from 2 to 6 on, Luhn's sum a multiple of ten."""
    digits = "".join(c for c in text if unicodedata.category(c) not in ("Zs", "Pd") and c not in ".\t")
    if not re.fullmatch("[2-6][0-9]{12,18}", digits):
        return False
    doubled = "".join(str(int(digit) * 2) for digit in digits[-2::-2])
    return sum(map(int, digits[::-2] + doubled)) % 10 == 0


def receipt_check(given):
    """Everything that is wrong, in the order of the page; the first is the answer."""
    receipt = given["receipt"]
    for found in (receipt_head, receipt_lines, receipt_taxes, receipt_sums, receipt_payments):
        for code, field in found(receipt):
            return {"code": f"receipt.{code}", "field": field}
    return {}


def receipt_head(receipt):
    if not 1 <= receipt["number"] <= 10**12:
        yield "bad-number", "number"
    if len(receipt["lines"]) > 10_000:
        yield "too-long", "lines"
    if receipt["kind"] == "void" and "refers_to" not in receipt:
        yield "refers-to-nothing", "refers_to"


def receipt_lines(receipt):
    for index, line in enumerate(receipt["lines"]):
        codes = [tax["code"] for tax in line["taxes"]]
        if line["amount_minor"] + sum(discount["amount_minor"] for discount in line["discounts"]) != line["shelf_minor"]:
            yield "line-differs", f"lines[{index}].amount_minor"
        if codes and line["kind"] != "goods":
            yield "line-differs", f"lines[{index}].taxes"
        if any(codes.count(code) > 1 for code in codes):
            yield "taxes-differ", f"lines[{index}].taxes"


def receipt_taxes(receipt):
    lines, listed = receipt["lines"], [rate["code"] for rate in receipt["taxes"]]
    for index, code in enumerate(listed):
        if code in listed[:index]:
            yield "taxes-differ", f"taxes[{index}].code"
    for index, line in enumerate(lines):
        if any(tax["code"] not in listed for tax in line["taxes"]):
            yield "taxes-differ", f"lines[{index}].taxes"
    for index, rate in enumerate(receipt["taxes"]):
        of_lines = [(line, tax) for line in lines for tax in line["taxes"] if tax["code"] == rate["code"]]
        if rate["tax_minor"] != sum(tax["tax_minor"] for _, tax in of_lines):
            yield "taxes-differ", f"taxes[{index}].tax_minor"
        if rate["gross_minor"] != rate["net_minor"] + rate["tax_minor"]:
            yield "taxes-differ", f"taxes[{index}].gross_minor"
        base = "gross_minor" if receipt["tax_mode"] == "inclusive" else "net_minor"
        alone = all(len(line["taxes"]) == 1 for line, _ in of_lines)
        if alone and rate[base] != sum(line["amount_minor"] for line, _ in of_lines):
            yield "taxes-differ", f"taxes[{index}].{base}"


def receipt_payments(receipt):
    for index, payment in enumerate(receipt["payments"]):
        if not re.fullmatch("[0-9]{4}", payment.get("last_four", "0000")):
            yield "bad-last-four", f"payments[{index}].last_four"
        for name in ("terminal_token", "authorisation_code", "reference"):
            if payment["method"] in ("cash", "card", "other") and is_card_number(payment.get(name, "")):
                yield "card-number", f"payments[{index}].{name}"


def receipt_sums(receipt):
    """The totals that follow from a receipt's parts, each that is stated otherwise."""
    totals, lines = receipt["totals"], receipt["lines"]
    amount = sum(line["amount_minor"] for line in lines)
    tax = sum(tax["tax_minor"] for tax in receipt["taxes"])
    gross = amount + (tax if receipt["tax_mode"] == "exclusive" else 0)
    due = gross + totals["rounding_minor"]
    paid = sum(payment["amount_minor"] for payment in receipt["payments"])
    right = {
        "shelf_minor": sum(line["shelf_minor"] for line in lines),
        "discount_minor": sum(discount["amount_minor"] for line in lines for discount in line["discounts"]),
        "tax_minor": tax, "net_minor": gross - tax, "gross_minor": gross, "due_minor": due, "paid_minor": paid,
        "open_minor": due - paid + totals["change_minor"],
    }
    for name, value in right.items():
        if totals[name] != value:
            yield ("payments" if name in ("paid_minor", "open_minor") else "totals") + "-differ", f"totals.{name}"


def drawer(given):
    cash_in, cash_out = given["cash_payments_minor"], given["cash_refunds_minor"]
    expected = given["float_minor"] + cash_in - cash_out + given["paid_in_minor"] - given["paid_out_minor"]
    return {"expected_minor": expected, "variance_minor": given["counted_minor"] - expected}


def number_sequence(given):
    seen, findings = set(), []
    for number in given["numbers"]:
        last = max(seen, default=0)
        if number in seen:
            findings.append("collision")
        elif number < last:
            findings.append("late")
        else:
            findings.append("next" if number == last + 1 else f"missing {last + 1}-{number - 1}")
        seen.add(number)
    missing, through = [], given["through"]
    for number in range(1, through + 1):
        if number in seen:
            continue
        if missing and missing[-1][1] == number - 1:
            missing[-1][1] = number
        else:
            missing.append([number, number])
    return {"findings": findings, "missing": missing}


def width(text):
    return sum(
        0 if unicodedata.category(scalar) in ("Mn", "Me", "Cf") or "\u1160" <= scalar <= "\u11ff"
        else 2 if unicodedata.east_asian_width(scalar) in ("W", "F") else 1
        for scalar in text
    )


def receipt_text(given, expect):
    """No layout of its own: the lines fit the paper, and no amount of the receipt is missing from them."""
    receipt, lines = given["receipt"], expect["lines"]
    assert all(width(line) <= given["columns"] for line in lines), "a line is wider than the paper"
    digits = {"JPY": 0, "KWD": 3}.get(receipt["currency"], 2)
    point = "," if given["words"] == "german" else "."
    amounts = [line["shelf_minor"] for line in receipt["lines"]] + [receipt["totals"]["due_minor"]]
    for amount in amounts + [payment["amount_minor"] for payment in receipt["payments"]]:
        text = str(abs(amount)).rjust(digits + 1, "0")
        text = ("-" if amount < 0 else "") + (text if digits == 0 else text[:-digits] + point + text[-digits:])
        assert any(text in line.split() for line in lines), f"{text} is not printed"
    return expect


def escpos_text(given, expect):
    encoding = {"pc437": "cp437", "pc858": "cp858", "wpc1252": "cp1252", "utf8": "utf-8"}[given["page"]]
    text = unicodedata.normalize("NFC", given["text"]) if given["page"] != "utf8" else given["text"]
    controls = [scalar for scalar in text if unicodedata.category(scalar) == "Cc"]
    for scalar in controls:
        text = text.replace(scalar, "?")
    if given["page"] != "utf8":
        text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0x2212: "-"})
        text = text.translate({0xA0: " ", 0x2009: " ", 0x202F: " "})
        encoded = b""
        for scalar in text:
            try:
                encoded += scalar.encode(encoding)
            except UnicodeEncodeError:
                encoded += b"?" * width(scalar)
    else:
        encoded = text.encode()
    return {"hex": encoded.hex()}


def receipt_number(given):
    text = given["pattern"]
    for name in ("store", "register"):
        text = text.replace("{" + name + "}", given[name])
    text = text.replace("{day}", given["business_day"].replace("-", ""))
    head, _, tail = text.partition("{number")
    zeros, _, rest = tail.partition("}")
    return {"text": head + str(given["number"]).rjust(int(zeros[1:] or 1), "0") + rest}


CHECKS = {
    "document_hash": document_hash, "chain_verify": chain_verify, "receipt_totals": receipt_totals, "receipt_check": receipt_check,
    "drawer": drawer, "number_sequence": number_sequence, "receipt_number": receipt_number,
}
CHECKS_OF_EXPECTED = {"receipt_text": receipt_text, "escpos_text": escpos_text}


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "Tests/Vectors/documents.json"
    vectors = json.loads(path.read_text())
    assert (vectors["format"], vectors["area"]) == ("retail-vectors/1", "documents")
    failures = 0
    for case in vectors["cases"]:
        try:
            if case["do"] in CHECKS:
                found = CHECKS[case["do"]](case["given"])
            else:
                found = CHECKS_OF_EXPECTED[case["do"]](case["given"], case["expect"])
        except AssertionError as error:
            found = f"assertion: {error}"
        if found != case["expect"]:
            failures += 1
            print(f"{case['name']}: expected {case['expect']}\n    found {found}")
    print(f"{len(vectors['cases'])} cases, {failures} differ")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
