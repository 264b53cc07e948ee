#!/usr/bin/env python3
"""Checks Tests/Vectors/codes.json against two other implementations, biip and python-stdnum.

    scripts/crosscheck-codes.py [VECTORS]

Installs them into a virtual environment in a temporary folder. Each vector is agreed (by every library that covers it), explained (one
differs and the vector's "peer" says why), or not covered. Fails on a difference without a reason and on a reason without a difference.
"""
import datetime
import decimal
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import venv

PEERS = ["biip==5.2.0", "python-stdnum==2.2"]
SEPARATOR = "\x1d"
DATES = ("expiry", "best_before", "sell_by", "produced", "packed")


class Refused(Exception):
    """The library says that the input can't be read."""


class NotCovered(Exception):
    """The library has no such function."""


# biip


def biip_gtin(text):
    from biip import ParseError
    from biip.gtin import Gtin

    try:
        return Gtin.parse(text)
    except ParseError as error:
        raise Refused(str(error)) from error


def biip_config(given):
    from biip import ParseConfig

    table = given.get("in_store")
    if table is not None and not isinstance(table, str):
        raise NotCovered("patterns of one's own")
    return ParseConfig(rcn_region=table.lower() if table else None)


def biip_scan(given, expect):
    """What biip.parse makes of a text, as a meaning with the fields it knows."""
    import biip
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    if "hex" in given:
        raise NotCovered("bytes")
    if given.get("eight_digits") == "either":
        raise NotCovered("a choice")
    if given["text"].startswith("(") and "(" in given["text"]:
        try:
            return biip_message(GS1Message.parse_hri(given["text"]).element_strings, "element_string")
        except ParseError as error:
            raise Refused(str(error)) from error
    text = given.get("symbology", "") + given["text"]
    try:
        result = biip.parse(text, config=biip_config(given))
    except (ParseError, ValueError, AssertionError) as error:
        raise Refused(str(error)) from error
    if result.gs1_digital_link_uri:
        return biip_message(result.gs1_digital_link_uri.element_strings, "digital_link")
    digits = text[3:] if text.startswith("]") else text
    if result.gs1_message and not (digits.strip().isdecimal() and len(digits.strip()) in (8, 12, 13, 14)):
        return biip_message(result.gs1_message.element_strings, "element_string")
    if result.gtin:
        return biip_article(result.gtin)
    if result.gs1_message:
        return biip_message(result.gs1_message.element_strings, "element_string")
    errors = [result.gtin_error, result.upc_error, result.sscc_error, result.gs1_message_error, result.gs1_digital_link_uri_error]
    # Whether an unreadable text is plain text or an error is the caller's to say.
    if "meaning" in expect and expect["meaning"]["kind"] == "plain":
        return {"kind": "plain"}
    raise Refused(next((error for error in errors if error), "nothing"))


def biip_article(gtin):
    meaning = {"kind": "gtin", "gtin": gtin.as_gtin_14(), "lookup": gtin.as_gtin_14()}
    for field in ("weight", "price", "count"):
        value = getattr(gtin, field, None)
        if value is not None:
            meaning["kind"] = "in_store"
            meaning[field] = int(value) if field == "count" else str(value)
            meaning["lookup"] = gtin.without_variable_measure().as_gtin_14()
    return meaning


def biip_message(elements, kind):
    meaning = {"kind": kind, "elements": [{"ai": e.ai.ai, "data": e.value} for e in elements]}
    names = dict(zip(("17", "15", "16", "11", "13"), DATES))
    for element in elements:
        if element.ai.ai in names and element.date:
            meaning[names[element.ai.ai]] = element.date.isoformat()
        if element.ai.ai.startswith("310"):
            meaning["weight"] = str(element.decimal).rstrip(".")
        if element.ai.ai[:3] in ("392", "393"):
            meaning["price"] = str(element.decimal).rstrip(".")
    return meaning


def biip_answer(case):
    from biip import EncodeError, ParseError
    from biip.checksums import gs1_price_weight_check_digit, gs1_standard_check_digit
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message
    from biip.upc import Upc

    given, expect = case["given"], case["expect"]
    try:
        match case["do"]:
            case "check_digit":
                return {"digit": gs1_standard_check_digit(given["digits"])}
            case "verifier":
                return {"digit": gs1_price_weight_check_digit(given["digits"])}
            case "gtin":
                gtin = biip_gtin(given["text"])
                usage = getattr(gtin, "usage", None)
                circulation = {"GEOGRAPHICAL": "region", "COMPANY": "company"}[usage.name] if usage else None
                answer = {"gtin": gtin.as_gtin_14()}
                return answer | ({"circulation": circulation} if circulation else {})
            case "upc_e":
                if len(given["text"]) != 8:
                    raise NotCovered("shorter forms")
                return {"gtin": Upc.parse(given["text"]).as_upc_a().zfill(14)}
            case "scan":
                return {"meaning": biip_scan(given, expect)}
            case "element_string":
                bracketed = "".join(f"({e['ai']}){e['data']}" for e in given["elements"])
                return {"text": GS1Message.parse_hri(bracketed).value}
            case "digital_link" if "stem" not in given:
                bracketed = "".join(f"({e['ai']}){e['data']}" for e in given["elements"])
                elements = GS1Message.parse_hri(bracketed).element_strings
                return {"uri": GS1DigitalLinkURI.from_element_strings(elements).as_canonical_uri()}
            case _:
                raise NotCovered(case["do"])
    except (EncodeError, ParseError, ValueError) as error:
        raise Refused(str(error)) from error


# python-stdnum


def stdnum_answer(case):
    from stdnum import ean, gs1_128
    from stdnum.exceptions import ValidationError

    given, expect = case["given"], case["expect"]
    try:
        match case["do"]:
            case "check_digit":
                return {"digit": int(ean.calc_check_digit(given["digits"]))}
            case "gtin":
                if not given["text"].isdecimal() and given["text"].replace(" ", "").isdecimal():
                    raise NotCovered("it drops blanks")
                return {"gtin": ean.validate(given["text"]).zfill(14)}
            case "package" | "ean13" | "upc_e" | "in_store_code" if "gtin" in expect:
                return {"gtin": ean.validate(expect["gtin"]).zfill(14)}
            case "scan" if expect.get("meaning", {}).get("kind") == "gtin" and "add_on" not in expect["meaning"]:
                return {"meaning": {"gtin": ean.validate(expect["meaning"]["gtin"]).zfill(14)}}
            case "scan" if expect.get("meaning", {}).get("kind") == "element_string" and not given["text"].startswith("("):
                text = given["text"].removeprefix(given["text"][:3] if given["text"].startswith("]") else "").strip(SEPARATOR)
                try:
                    known = gs1_128.info(text, separator=SEPARATOR)
                except ValidationError as error:
                    # Its table is older and its dates know no day 00; a refusal there says nothing.
                    raise NotCovered("refused") from error
                return {"meaning": {"identifiers": list(known)}}
            case _:
                raise NotCovered(case["do"])
    except ValidationError as error:
        raise Refused(str(error)) from error


# Comparison


def same(field, ours, theirs):
    if field in ("weight", "price") and ours is not None:
        return decimal.Decimal(ours) == decimal.Decimal(theirs)
    return ours == theirs


def differs(case, answer):
    """The first field that both know and that differs; None where they agree."""
    expect = case["expect"]
    if expect.keys() & {"reason", "fault", "ambiguous"}:
        return f"expected {next(iter(expect))}, it says {json.dumps(answer, ensure_ascii=False)}"
    if "meaning" in expect:
        ours, theirs = expect["meaning"], answer["meaning"]
        if "identifiers" in theirs:
            known = list(dict.fromkeys(e["ai"] for e in ours["elements"]))
            return None if theirs["identifiers"] == known else f"identifiers {theirs['identifiers']}"
        if ours["kind"] == "digital_link" and "elements" in theirs:
            # Their order in a link is the parser's own.
            ours, theirs = (dict(m, elements=sorted(m["elements"], key=str)) for m in (ours, theirs))
        expect, answer = ours, theirs
    for field, value in answer.items():
        if not same(field, expect.get(field), value):
            if field in DATES and int(case["given"]["today"][:4]) != datetime.date.today().year:
                raise NotCovered("it takes the year from the clock")
            return f"{field}: expected {expect.get(field)!r}, it says {value!r}"
    return None


def judge(case, answer_of):
    """agreed, not covered, or what differs."""
    try:
        return differs(case, answer_of(case)) or "agreed"
    except NotCovered:
        return "not covered"
    except Refused as error:
        return "agreed" if case["expect"].keys() & {"reason", "fault"} else f"refused: {error}"


def check(path):
    cases = json.loads(pathlib.Path(path).read_text())["cases"]
    counts = {"agreed": 0, "explained": 0, "not covered": 0}
    failures = []
    for case in cases:
        verdicts = {name: judge(case, f) for name, f in (("biip", biip_answer), ("stdnum", stdnum_answer))}
        different = {name: v for name, v in verdicts.items() if v not in ("agreed", "not covered")}
        if different and "peer" not in case:
            failures.append(f"{case['name']}: " + "; ".join(f"{name}: {v}" for name, v in different.items()))
        elif different:
            counts["explained"] += 1
        elif "agreed" in verdicts.values():
            counts["agreed"] += 1
            if "peer" in case:
                failures.append(f"{case['name']}: has a reason for a difference that is none: {case['peer']}")
        else:
            counts["not covered"] += 1
    for case in cases:
        if "peer" in case:
            print(f"explained: {case['name']}: {case['peer']}")
    print(f"{len(cases)} vectors: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    for failure in failures:
        print("DIFFERS  " + failure)
    return 1 if failures else 0


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Vectors" / "codes.json"
    path = sys.argv[1] if len(sys.argv) > 1 else str(default)
    if os.environ.get("CROSSCHECK_INSIDE"):
        return check(path)
    with tempfile.TemporaryDirectory(prefix="crosscheck-codes-") as folder:
        venv.create(folder, with_pip=True)
        python = pathlib.Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS], check=True)
        return subprocess.run([python, __file__, path], env=os.environ | {"CROSSCHECK_INSIDE": "1"}).returncode


if __name__ == "__main__":
    sys.exit(main())
