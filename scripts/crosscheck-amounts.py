#!/usr/bin/env python3
"""Works every case of Tests/Vectors/amounts.json out a second time, with exact fractions and nothing of the product's code.

    crosscheck-amounts.py [FILE]               compare; exit 1 and say which cases differ
    crosscheck-amounts.py --generate [FILE]    write the file anew: the worked cases below, then seeded random ones

The worked cases carry the results of their sources; --generate refuses to write if what is computed here differs from them.
"""

import json
import os
import random
import sys
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor

FILE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "Tests", "Vectors", "amounts.json")
FORMAT = "retail-vectors/1"
MILLION = 10**6
MODES = ["half_even", "half_up", "up", "down"]
INT64 = 2**63


class Refused(Exception):
    """What the product answers with a fault of this code."""


# Numbers


def trunc(exact):
    return -floor(-exact) if exact < 0 else floor(exact)


def rounded(exact, mode):
    """One rounding, symmetric around zero."""
    size = abs(exact)
    whole, rest = floor(size), size - floor(size)
    if mode == "up":
        away = rest > 0
    elif mode == "half_up":
        away = rest >= Fraction(1, 2)
    elif mode == "half_even":
        away = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
    else:
        away = False
    return (whole + away) * (-1 if exact < 0 else 1)


def fits(number, code):
    if not -INT64 <= number < INT64:
        raise Refused(code)
    return number


def largest_remainder(exact, target, ties):
    """Whole numbers that add up to target, each the exact one cut or raised; ties by the smallest key."""
    shares = [trunc(e) for e in exact]
    left = target - sum(shares)
    sign = -1 if left < 0 else 1
    open_to = [i for i, e in enumerate(exact) if (e - shares[i]) * sign > 0]
    open_to.sort(key=lambda i: (-abs(exact[i] - shares[i]), ties[i]))
    for i in open_to[: abs(left)]:
        shares[i] += sign
    assert sum(shares) == target
    return shares


def do_round(given):
    if given["divisor"] == 0:
        raise Refused("number.division-by-zero")
    return {"rounded": rounded(Fraction(given["numerator"], given["divisor"]), given["rounding"])}


def do_allocate(given):
    total, weights = given["total_minor"], given["weights"]
    if any(w < 0 for w in weights):
        raise Refused("allocation.negative-weight")
    if not weights:
        if total:
            raise Refused("allocation.nothing-to-share-over")
        return {"parts_minor": []}
    if sum(weights) == 0:
        weights = [1] * len(weights)
    exact = [Fraction(total * w, sum(weights)) for w in weights]
    return {"parts_minor": largest_remainder(exact, total, range(len(weights)))}


def do_cash_rounding(given):
    if not 1 <= given["step_minor"] <= MILLION:
        raise Refused("cash.step-out-of-range")
    amount = rounded(Fraction(given["amount_minor"], given["step_minor"]), given["rounding"]) * given["step_minor"]
    return {"rounded_minor": amount, "adjustment_minor": amount - given["amount_minor"]}


# Tax


def net_shares(components, exempt):
    """What each takes of the net amount; a compound one also of the taxes before it that are charged."""
    shares, base = [], Fraction(1)
    for component in components:
        share = Fraction(component["rate_micro"], MILLION) * (base if component["compound"] else 1)
        if exempt(component["code"]):
            share = Fraction(0)
        shares.append(share)
        base += share
    return shares


def round_parts(parts, given):
    """parts: dicts of line, rate, exact, tie. Adds the whole number to each, rounded once at the scope."""
    scope, mode = given["scope"], given["rounding"]
    if scope == "line":
        for part in parts:
            part["whole"] = rounded(part["exact"], mode)
        return
    rates = sorted({part["rate"] for part in parts})
    sums = [sum((p["exact"] for p in parts if p["rate"] == rate), Fraction(0)) for rate in rates]
    if scope == "rate":
        targets = [rounded(s, mode) for s in sums]
    else:
        targets = largest_remainder(sums, rounded(sum(sums, Fraction(0)), mode), range(len(rates)))
    for rate, target in zip(rates, targets):
        own = [p for p in parts if p["rate"] == rate]
        for part, whole in zip(own, largest_remainder([p["exact"] for p in own], target, [p["tie"] for p in own])):
            part["whole"] = whole


def do_tax(given):
    inclusive, codes = given["mode"] == "inclusive", given["exempt"]

    def exempt(code):
        return codes == "all" or (codes is not None and code in codes)

    charged, relieved = [], []
    for number, line in enumerate(given["lines"]):
        components, amount = line["components"], line["amount_minor"]
        full = net_shares(components, lambda code: False)
        due = net_shares(components, exempt)
        whole = 1 + sum(full) if inclusive else Fraction(1)
        order = [(c["code"], c["rate_micro"], c["compound"]) for c in components]
        for position, component in enumerate(components):
            part = {"line": number, "rate": (component["code"], component["rate_micro"]), "tie": (-abs(amount), order, number, position)}
            charged.append(dict(part, exact=amount * due[position] / whole))
            relieved.append(dict(part, exact=amount * (full[position] - due[position]) / whole))
    round_parts(charged, given)
    round_parts(relieved, given)
    lines = []
    for number, line in enumerate(given["lines"]):
        parts = [
            {"code": c["rate"][0], "tax_minor": c["whole"], "relieved_minor": r["whole"]}
            for c, r in zip(charged, relieved) if c["line"] == number
        ]
        tax, spared = sum(p["tax_minor"] for p in parts), sum(p["relieved_minor"] for p in parts)
        net = line["amount_minor"] - tax - spared if inclusive else line["amount_minor"]
        lines.append({"net_minor": net, "tax_minor": tax, "gross_minor": net + tax, "relieved_minor": spared, "parts": parts})
    rates = []
    for rate in sorted({part["rate"] for part in charged}):
        on = {part["line"] for part in charged if part["rate"] == rate}
        rates.append({
            "code": rate[0], "rate_micro": rate[1], "net_minor": sum(lines[n]["net_minor"] for n in on),
            "tax_minor": sum(p["whole"] for p in charged if p["rate"] == rate),
            "relieved_minor": sum(p["whole"] for p in relieved if p["rate"] == rate), "exempt": exempt(rate[0]),
        })
    total = {key: sum(line[key] for line in lines) for key in ["net_minor", "tax_minor", "gross_minor", "relieved_minor"]}
    return {"lines": lines, "rates": rates, "total": total}


# Units. Exact factors to piece, kilogram, litre, metre, square metre, second.

POUND, GALLON_US, GALLON_UK = Fraction("0.45359237"), Fraction("3.785411784"), Fraction("4.54609")
INCH = Fraction("0.0254")
UNITS = {
    "count": {"C62": 1, "H87": 1, "EA": 1, "PR": 2, "DZN": 12, "CEN": 100, "GRO": 144, "MIL": 1000},
    "mass": {
        "MGM": Fraction(1, MILLION), "CGM": Fraction(1, 10**5), "GRM": Fraction(1, 1000), "DJ": Fraction(1, 100), "ONZ": POUND / 16,
        "HGM": Fraction(1, 10), "LBR": POUND, "KGM": 1, "STI": POUND * 14, "DTN": 100, "TNE": 1000,
    },
    "volume": {
        "MLT": Fraction(1, 1000), "CMQ": Fraction(1, 1000), "CLT": Fraction(1, 100), "OZI": GALLON_UK / 160, "OZA": GALLON_US / 128,
        "DLT": Fraction(1, 10), "PTL": GALLON_US / 8, "PTI": GALLON_UK / 8, "QTL": GALLON_US / 4, "LTR": 1, "DMQ": 1,
        "QTI": GALLON_UK / 4, "GLL": GALLON_US, "GLI": GALLON_UK, "A44": 10, "HLT": 100, "MTQ": 1000,
    },
    "length": {
        "MMT": Fraction(1, 1000), "CMT": Fraction(1, 100), "INH": INCH, "DMT": Fraction(1, 10), "FOT": INCH * 12, "YRD": INCH * 36,
        "MTR": 1, "KMT": 1000,
    },
    "area": {
        "MMK": Fraction(1, MILLION), "CMK": Fraction(1, 10**4), "INK": INCH**2, "DMK": Fraction(1, 100), "FTK": (INCH * 12) ** 2,
        "YDK": (INCH * 36) ** 2, "MTK": 1,
    },
    "time": {"SEC": 1, "MIN": 60, "HUR": 3600, "DAY": 86400},
}
DIMENSION = {code: name for name, units in UNITS.items() for code in units}


def factor(source, target):
    if DIMENSION[source] != DIMENSION[target]:
        raise Refused("unit.other-dimension")
    units = UNITS[DIMENSION[source]]
    return Fraction(units[source]) / units[target]


def whole_milli(exact, rounding):
    if rounding is None and exact.denominator != 1:
        raise Refused("unit.not-exact")
    return fits(rounded(exact, rounding or "down"), "quantity.overflow")


def do_convert(given):
    exact = given["quantity_milli"] * factor(given["from"], given["to"])
    return {"quantity_milli": whole_milli(Fraction(exact), given["rounding"])}


def do_pack(given):
    contents = given["contents_milli"]
    if contents <= 0:
        raise Refused("pack.empty")
    stock = whole_milli(Fraction(given["packs_milli"] * contents, 1000), given["rounding"])
    packs = trunc(Fraction(given["stock_milli"], contents))
    return {"stock_milli": stock, "packs": packs, "rest_milli": given["stock_milli"] - packs * contents}


def do_comparison_price(given):
    if given["contents_milli"] <= 0:
        raise Refused("price.contents-empty")
    bases = given["contents_milli"] * factor(given["unit"], given["base_unit"]) / given["base_milli"]
    return {"price_minor": fits(rounded(given["price_minor"] / bases, given["rounding"]), "money.overflow")}


# Price


def amount(unit_price, milli, rounding):
    return fits(rounded(Fraction(unit_price * milli, 1000), rounding), "money.overflow")


def do_weigh(given):
    if given["tare_milli"] < 0:
        raise Refused("weight.tare-negative")
    net = given["gross_milli"] - given["tare_milli"]
    if net <= 0:
        raise Refused("weight.nothing-left")
    return {"net_milli": net, "amount_minor": amount(given["unit_price_minor"], net, given["rounding"])}


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def quote(given, milli):
    """The price that the lists give, by reading all of them: (unit price, list, version, break)."""
    found = []
    at = moment(given["at"])
    for listed in given["lists"]:
        if listed["stores"] is not None and given["store"] not in listed["stores"]:
            continue
        if listed["tiers"] is not None and given["tier"] not in listed["tiers"]:
            continue
        holding = [
            v for v in listed["versions"]
            if v["product"] == given["product"] and moment(v["from"]) <= at
            and (v["until"] is None or at < moment(v["until"]))
        ]
        if not holding:
            continue
        version = max(holding, key=lambda v: moment(v["from"]))
        price, reached = version["unit_price_minor"], None
        for step in sorted(version["breaks"], key=lambda b: b["from_milli"]):
            if abs(milli) >= step["from_milli"]:
                price, reached = step["unit_price_minor"], step["from_milli"]
        specific = (2 if listed["stores"] is not None else 0) + (1 if listed["tiers"] is not None else 0)
        found.append(((-listed["priority"], -specific, price, listed["id"]), listed, version, reached))
    if not found:
        return None
    key, listed, version, reached = min(found, key=lambda f: f[0])
    return {"unit_price_minor": key[2], "list": listed["id"], "from": version["from"], "break_milli": reached}


def do_quote(given):
    return {"quote": quote(given, given["quantity_milli"])}


def marked_down(price, rule, days_left, rounding):
    reached = [s for s in rule["stages"] if days_left <= s["days_left"]]
    if not reached:
        return price
    stage = min(reached, key=lambda s: s["days_left"])
    if "off_micro" in stage:
        return min(price, rounded(Fraction(price * (MILLION - stage["off_micro"]), MILLION), rounding))
    return min(price, stage["price_minor"])


def judge(override, price, floor_minor, policy):
    new, limit = override["unit_price_minor"], override["approval_limit_off_micro"]
    if floor_minor is not None and new < floor_minor:
        raise Refused("override.below-floor")
    if price is None or new > price:
        if limit is None:
            raise Refused("override.needs-approval")
        return
    off = Fraction(price - new, price) * MILLION if price else Fraction(0)
    if off <= policy["free_off_micro"]:
        return
    if off > policy["most_off_micro"]:
        raise Refused("override.too-much-off")
    if limit is None:
        raise Refused("override.needs-approval")
    if off > limit:
        raise Refused("override.beyond-approval")


def label_milli(total, unit_price, rounding):
    if total <= 0:
        raise Refused("price.label-without-amount")
    return max(1, rounded(Fraction(total * 1000, unit_price), rounding)) if unit_price else 1000


def do_price(given):
    day = date.fromisoformat(given["day"])
    days_left = None if given["expiry"] is None else (date.fromisoformat(given["expiry"]) - day).days
    if days_left is not None and days_left < 0:
        raise Refused("price.expired")
    total, override, rounding = given["label_total_minor"], given["override"], given["rounding"]
    together = given.get("together_milli", given["quantity_milli"])
    found = quote(given, 0 if total is not None else together)
    price = listed = found["unit_price_minor"] if found else None
    steps = ["list"] if found else []
    if total is not None:
        if override is not None:
            raise Refused("price.label-override")
        milli = label_milli(total, price, rounding)
        return {"unit_price_minor": price, "list_price_minor": listed, "quantity_milli": milli, "shelf_minor": total, "steps": steps + ["label"]}
    if price is not None and days_left is not None:
        lowest = min([marked_down(price, rule, days_left, rounding) for rule in given["markdowns"]], default=price)
        if lowest < price:
            price = lowest
            steps.append("markdown")
    if override is not None:
        judge(override, price, given["floor_minor"], given["policy"])
        price = override["unit_price_minor"]
        steps.append("override")
    if price is None:
        raise Refused("price.none")
    shelf = amount(price, given["quantity_milli"], rounding)
    return {
        "unit_price_minor": price, "list_price_minor": listed, "quantity_milli": given["quantity_milli"], "shelf_minor": shelf, "steps": steps,
    }


def do_selling_price(given):
    exact = Fraction(given["cost_micro_minor"], MILLION) * (MILLION + given["markup_micro"]) / MILLION
    if given["mode"] == "inclusive":
        exact *= 1 + sum(net_shares(given["components"], lambda code: False))
    if given["ending"] is None:
        return {"unit_price_minor": rounded(exact, given["rounding"])}
    step, endings = given["ending"]["step_minor"], given["ending"]["endings_minor"]
    price = -floor(-exact)
    while price % step not in endings:
        price += 1
    return {"unit_price_minor": price}


def do_margin(given):
    price, cost = given["net_price_minor"] * MILLION, given["cost_micro_minor"]
    return {
        "profit_micro_minor": price - cost,
        "of_price_micro": rounded(Fraction((price - cost) * MILLION, price), "half_even") if price else None,
        "of_cost_micro": rounded(Fraction((price - cost) * MILLION, cost), "half_even") if cost else None,
    }


DO = {
    "round": do_round, "allocate": do_allocate, "cash_rounding": do_cash_rounding, "tax": do_tax, "convert": do_convert, "pack": do_pack,
    "comparison_price": do_comparison_price, "weigh": do_weigh, "quote": do_quote, "price": do_price,
    "selling_price": do_selling_price, "margin": do_margin,
}


def compute(case):
    try:
        return DO[case["do"]](case["given"])
    except Refused as refusal:
        return {"fault": str(refusal)}


# Worked cases: name, source, what to do, what is given, what its source says.


def taxes(*rates):
    """("A", 190000), or with a third part True for a compound one."""
    return [{"code": r[0], "rate_micro": r[1], "compound": len(r) > 2} for r in rates]


def tax_given(mode, scope, rounding, lines, exempt=None):
    return {
        "mode": mode, "scope": scope, "rounding": rounding, "exempt": exempt,
        "lines": [{"amount_minor": a, "components": c} for a, c in lines],
    }


def uuid(number):
    return "00000000-0000-7000-8000-%012d" % number


def version(product, start, price, end=None, breaks=()):
    return {
        "product": uuid(product), "from": start, "until": end, "unit_price_minor": price,
        "breaks": [{"from_milli": m, "unit_price_minor": p} for m, p in breaks],
    }


def price_list(number, versions, priority=0, stores=None, tiers=None):
    return {
        "id": uuid(900 + number), "priority": priority, "stores": stores and [uuid(s) for s in stores], "tiers": tiers, "versions": versions,
    }


def price_given(lists, milli=1000, **more):
    given = {
        "product": uuid(1), "store": uuid(101), "tier": None, "quantity_milli": milli, "at": "2026-11-23T12:00:00Z", "day": "2026-11-23",
        "expiry": None, "label_total_minor": None, "override": None, "floor_minor": None, "markdowns": [],
        "policy": {"free_off_micro": 0, "most_off_micro": MILLION}, "rounding": "half_up", "lists": lists,
    }
    assert set(more) <= set(given) | {"together_milli"}
    given.update(more)
    return given


def by_hand(price, limit=None):
    return {"unit_price_minor": price, "approval_limit_off_micro": limit}


def numbers_worked():
    half = "worked values of half-even rounding: 0.705 is 0.70, 3.5485 is 3.55"
    for numerator, divisor, mode, result in [
        (705, 10, "half_even", 70), (35485, 100, "half_even", 355), (705, 10, "half_up", 71), (-705, 10, "half_up", -71),
        (-705, 10, "half_even", -70), (5, -2, "half_even", -2), (7, 3, "up", 3), (-7, 3, "up", -3), (-8, 3, "down", -2),
    ]:
        yield f"{numerator}/{divisor} {mode}", half, "round", {"numerator": numerator, "divisor": divisor, "rounding": mode}, {"rounded": result}
    yield "division by zero", "by definition", "round", {"numerator": 1, "divisor": 0, "rounding": "up"}, {"fault": "number.division-by-zero"}
    largest = "largest remainder (Hamilton), ties to the first"
    for total, weights, parts in [
        (100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (10, [1, 2, 3], [2, 3, 5]), (1, [1, 2, 2], [0, 1, 0]),
        (5, [0, 0, 0], [2, 2, 1]), (7, [0, 10, 0], [0, 7, 0]), (0, [], []),
    ]:
        yield f"{total} over {weights}", largest, "allocate", {"total_minor": total, "weights": weights}, {"parts_minor": parts}
    given = {"total_minor": 1, "weights": [1, -1]}
    yield "a weight below zero", "by definition", "allocate", given, {"fault": "allocation.negative-weight"}
    given = {"total_minor": 1, "weights": []}
    yield "nothing to share over", "by definition", "allocate", given, {"fault": "allocation.nothing-to-share-over"}
    canada = "Government of Canada, eliminating the penny: 1-2 down, 3-4 up to 5, 6-7 down to 5, 8-9 up"
    for cents, result in zip(range(10), [0, 0, 0, 5, 5, 5, 5, 5, 10, 10]):
        for sign in [1, -1]:
            given = {"amount_minor": sign * (1230 + cents), "step_minor": 5, "rounding": "half_up"}
            expect = {"rounded_minor": sign * (1230 + result), "adjustment_minor": sign * (result - cents)}
            yield f"to 5 cents: {given['amount_minor']}", canada, "cash_rounding", given, expect
    given = {"amount_minor": 1, "step_minor": 0, "rounding": "half_up"}
    yield "a coin of nothing", "by definition", "cash_rounding", given, {"fault": "cash.step-out-of-range"}


def tax_worked():
    vat19, vat7 = taxes(("A", 190000)), taxes(("B", 70000))
    german, quebec = "Germany, UStG § 12: 19 % and 7 % contained", "Revenu Québec: GST 5 %; QST 9.5 % on price and GST to 2012, 9.975 % since"

    def brief(name, source, given, line_taxes, total):
        """The taxes of each line's parts, then net, tax, gross, relieved of the whole."""
        return name, source, "tax", given, ("brief", line_taxes, total)

    yield brief("119.00 with 19 %", german, tax_given("inclusive", "line", "half_even", [(11900, vat19)]), [[1900]], (10000, 1900, 11900, 0))
    yield brief("a return", german, tax_given("inclusive", "line", "half_even", [(-11900, vat19)]), [[-1900]], (-10000, -1900, -11900, 0))
    yield brief(
        "two rates", german, tax_given("inclusive", "rate", "half_up", [(100, vat7), (100, vat19), (100, vat7)]), [[7], [16], [6]],
        (271, 29, 300, 0))
    new, old = taxes(("GST", 50000), ("QST", 99750)), taxes(("GST", 50000), ("QST", 95000, True))
    for name, components in [("Quebec today", new), ("Quebec to 2012, compound", old)]:
        yield brief(name, quebec, tax_given("exclusive", "line", "half_up", [(10000, components)]), [[500, 998]], (10000, 1498, 11498, 0))
    japan = "Japan, qualified invoice: one rounding per rate and invoice"
    lines = [(109, taxes(("10", 100000)))] * 3
    yield brief("one rounding per rate", japan, tax_given("inclusive", "rate", "down", lines), [[10], [10], [9]], (298, 29, 327, 0))
    cents = "three lines of 10 at 5 %: half a cent each"
    for scope, mode, parts in [
        ("line", "half_up", [1, 1, 1]), ("line", "half_even", [0, 0, 0]), ("rate", "half_up", [1, 1, 0]), ("rate", "down", [1, 0, 0]),
        ("total", "half_even", [1, 1, 0]), ("total", "up", [1, 1, 0]),
    ]:
        given = tax_given("exclusive", scope, mode, [(10, taxes(("A", 50000)))] * 3)
        yield brief(f"{scope} {mode}", cents, given, [[p] for p in parts], (30, sum(parts), 30 + sum(parts), 0))
    tie = "ties go to the larger amount, wherever it stands"
    for amounts, parts in [((10, 30), (0, 2)), ((30, 10), (2, 0))]:
        given = tax_given("exclusive", "rate", "half_even", [(a, taxes(("A", 50000))) for a in amounts])
        yield brief(f"half a cent of {amounts}", tie, given, [[p] for p in parts], (40, 2, 42, 0))
    exempt = "an exempt customer pays the net amount of everybody's receipt"
    yield brief("exempt, contained", exempt, tax_given("inclusive", "line", "half_even", [(11900, vat19)], "all"), [[0]], (10000, 0, 10000, 1900))
    yield brief("exempt, on top", exempt, tax_given("exclusive", "line", "half_up", [(1000, taxes(("NY", 88750)))], "all"), [[0]], (1000, 0, 1000, 89))
    both = taxes(("A", 100000), ("B", 100000, True))
    yield brief(
        "exempt from what another builds on", exempt, tax_given("inclusive", "total", "half_even", [(12100, both)], ["A"]), [[0, 1000]],
        (10000, 1000, 11000, 1100))


def units_worked():
    law = "international yard and pound agreement of 1959; US gallon 231 in³; imperial gallon 4.54609 l; UN/ECE Rec. 20"
    for milli, source, target, rounding, result in [
        (100000, "LBR", "GRM", None, 45359237), (1000, "ONZ", "GRM", "half_even", 28350), (1000, "YRD", "FOT", None, 3000),
        (1000, "INH", "MMT", None, 25400), (1000, "GLL", "OZA", None, 128000), (1000, "GLI", "OZI", None, 160000),
        (1000000, "GLL", "LTR", "half_up", 3785412), (12000, "C62", "DZN", None, 1000), (1500, "KGM", "GRM", None, 1500000),
        (1000, "YDK", "FTK", None, 9000),
    ]:
        given = {"quantity_milli": milli, "from": source, "to": target, "rounding": rounding}
        yield f"{milli} {source} in {target}", law, "convert", given, {"quantity_milli": result}
    for target, code in [("GRM", "unit.not-exact"), ("LTR", "unit.other-dimension")]:
        given = {"quantity_milli": 1000, "from": "ONZ", "to": target, "rounding": None}
        yield f"an ounce in {target}, exactly", law, "convert", given, {"fault": code}
    given = {"contents_milli": 12000, "packs_milli": 2500, "stock_milli": -30000, "rounding": None}
    yield "cases of 12", "by definition", "pack", given, {"stock_milli": 30000, "packs": -2, "rest_milli": -6000}
    directive = "directive 98/6/EC, article 2 (b)"
    for price, milli, unit, base, base_unit, result in [
        (199, 250000, "GRM", 1000, "KGM", 796), (199, 250000, "GRM", 100000, "GRM", 80), (349, 1980000, "MLT", 1000, "LTR", 176),
        (299, 12000, "ONZ", 1000, "LBR", 399),
    ]:
        given = {
            "price_minor": price, "contents_milli": milli, "unit": unit, "base_milli": base, "base_unit": base_unit, "rounding": "half_up",
        }
        yield f"{price} for {milli} {unit} per {base} {base_unit}", directive, "comparison_price", given, {"price_minor": result}


def prices_worked():
    rule, jan = "by definition: the stated order of rules", "2026-01-01T00:00:00Z"
    given = {"gross_milli": 1234, "tare_milli": 18, "unit_price_minor": 1290, "rounding": "half_up"}
    yield "1.234 kg in a dish of 18 g", rule, "weigh", given, {"net_milli": 1216, "amount_minor": 1569}
    yield "an empty dish", rule, "weigh", dict(given, gross_milli=18), {"fault": "weight.nothing-left"}

    def line(price, listed, milli, shelf, *steps):
        return {"unit_price_minor": price, "list_price_minor": listed, "quantity_milli": milli, "shelf_minor": shelf, "steps": list(steps)}

    lists = [price_list(1, [version(1, jan, 400, breaks=[(10000, 300)])])]
    near = [{"id": uuid(801), "stages": [{"days_left": 3, "off_micro": 250000}, {"days_left": 0, "price_minor": 100}]}]
    week = {"free_off_micro": 200000, "most_off_micro": MILLION}
    yield "list price", rule, "price", price_given(lists, 1333), line(400, 400, 1333, 533, "list")
    yield "from ten on", rule, "price", price_given(lists, 10000), line(300, 300, 10000, 3000, "list")
    yield "two of ten in the cart", rule, "price", price_given(lists, 2000, together_milli=10000), line(300, 300, 2000, 600, "list")
    yield "two of nine in the cart", rule, "price", price_given(lists, 2000, together_milli=9999), line(400, 400, 2000, 800, "list")
    labelled = price_given(lists, label_total_minor=499, together_milli=10000)
    yield "a label's total, ten in the cart", rule, "price", labelled, line(400, 400, 1248, 499, "list", "label")
    yield "three days left", rule, "price", price_given(lists, expiry="2026-11-26", markdowns=near), line(300, 400, 1000, 300, "list", "markdown")
    yield "last day", rule, "price", price_given(lists, expiry="2026-11-23", markdowns=near), line(100, 400, 1000, 100, "list", "markdown")
    yield "a day late", rule, "price", price_given(lists, expiry="2026-11-22", markdowns=near), {"fault": "price.expired"}
    hand = price_given(lists, 2000, expiry="2026-11-26", markdowns=near, policy=week, override=by_hand(240))
    yield "list, markdown, hand", rule, "price", hand, line(240, 400, 2000, 480, "list", "markdown", "override")
    yield "a cent too far", rule, "price", dict(hand, override=by_hand(239)), {"fault": "override.needs-approval"}
    yield "approved", rule, "price", dict(hand, override=by_hand(150, 500000)), line(150, 400, 2000, 300, "list", "markdown", "override")
    yield "beyond approval", rule, "price", dict(hand, override=by_hand(149, 500000)), {"fault": "override.beyond-approval"}
    yield "below the floor", rule, "price", dict(hand, override=by_hand(150, 500000), floor_minor=151), {"fault": "override.below-floor"}
    yield "a label's total stands", rule, "price", price_given(lists, label_total_minor=499), line(400, 400, 1248, 499, "list", "label")
    yield "a label without a price", rule, "price", price_given([], label_total_minor=499), line(None, None, 1000, 499, "label")
    yield "a label without an amount", rule, "price", price_given([], label_total_minor=0), {"fault": "price.label-without-amount"}
    yield "no price", rule, "price", price_given([]), {"fault": "price.none"}
    selling = {
        "cost_micro_minor": 123456700, "markup_micro": 400000, "mode": "inclusive", "components": taxes(("A", 190000)),
        "ending": None, "rounding": "half_up",
    }
    yield "cost + 40 % + 19 %", rule, "selling_price", selling, {"unit_price_minor": 206}
    ending = {"step_minor": 100, "endings_minor": [49, 99]}
    yield "the same on .49 or .99", rule, "selling_price", dict(selling, ending=ending), {"unit_price_minor": 249}
    given = {"net_price_minor": 1000, "cost_micro_minor": 750000000}
    expect = {"profit_micro_minor": 250000000, "of_price_micro": 250000, "of_cost_micro": 333333}
    yield "a quarter of the price, a third of the cost", rule, "margin", given, expect


def agrees(computed, expected):
    if not isinstance(expected, tuple):
        return computed == expected
    _, line_taxes, total = expected
    return [[p["tax_minor"] for p in line["parts"]] for line in computed["lines"]] == line_taxes and (
        tuple(computed["total"][key] for key in ["net_minor", "tax_minor", "gross_minor", "relieved_minor"]) == total
    )


# Random cases


class Random(random.Random):
    """Only what every version of Python draws alike."""

    def whole(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def one(self, items):
        return items[self.whole(0, len(items) - 1)]

    def money(self):
        return self.whole(0, 9999) if self.random() < 0.8 else self.whole(-2 * 10**12, 2 * 10**12)


def random_components(draw):
    rates = [("19", 190000), ("7", 70000), ("5.5", 55000), ("GST", 50000), ("QST", 99750), ("NY", 88750), ("0", 0), ("odd", 123457)]
    chosen = []
    for _ in range(draw.whole(0, 3)):
        code, rate = draw.one(rates)
        if code not in [c["code"] for c in chosen]:
            chosen.append({"code": code, "rate_micro": rate, "compound": draw.random() < 0.3})
    return chosen


def random_tax(draw):
    ways = [random_components(draw) for _ in range(3)]
    lines = [(draw.money() * draw.one([1, 1, 1, -1]), draw.one(ways)) for _ in range(draw.whole(1, 7))]
    exempt = draw.one([None, None, None, "all", [draw.one(["19", "GST", "QST"])]])
    return tax_given(draw.one(["inclusive", "exclusive"]), draw.one(["line", "rate", "total"]), draw.one(MODES), lines, exempt)


def random_lists(draw):
    def after(hours):
        return (datetime(2026, 11, 23) + timedelta(hours=hours)).isoformat() + "Z"

    lists = []
    for number in range(draw.whole(0, 5)):
        versions = []
        for hours in sorted({draw.whole(-5, 20) for _ in range(draw.whole(1, 4))}):
            end = None if draw.random() < 0.6 else after(hours + draw.whole(1, 20))
            breaks = [] if draw.random() < 0.6 else [(draw.whole(2, 5) * 1000, draw.whole(50, 399))]
            versions.append(version(draw.one([1, 1, 1, 2]), after(hours), draw.whole(100, 400), end, breaks))
        stores, tiers = draw.one([None, [101], [101, 102], [102]]), draw.one([None, None, ["gold"], ["gold", "silver"]])
        lists.append(price_list(number, versions, draw.whole(0, 1), stores, tiers))
    return lists


def random_price(draw):
    days = draw.one([None, None, "2026-11-22", "2026-11-23", "2026-11-25", "2026-11-30"])
    rules = [
        {"id": uuid(801 + n), "stages": [
            {"days_left": left, "off_micro": draw.whole(0, MILLION)} if draw.random() < 0.7 else {"days_left": left, "price_minor": draw.whole(0, 400)}
            for left in sorted({draw.whole(0, 8) for _ in range(draw.whole(1, 3))})
        ]} for n in range(draw.whole(0, 2))
    ]
    override = None if draw.random() < 0.5 else by_hand(draw.whole(0, 500), draw.one([None, 300000, MILLION]))
    free = draw.one([0, 100000, 500000])
    return price_given(
        random_lists(draw), draw.one([1, -1]) * draw.whole(1, 6000), tier=draw.one([None, "gold", "silver"]), expiry=days, markdowns=rules,
        override=override, floor_minor=draw.one([None, None, 150]), label_total_minor=draw.one([None, None, None, draw.whole(0, 2000)]),
        policy={"free_off_micro": free, "most_off_micro": draw.one([free, MILLION])}, rounding=draw.one(MODES))


def random_convert(draw):
    source = draw.one(sorted(DIMENSION))
    target = draw.one(sorted(UNITS[DIMENSION[source]])) if draw.random() < 0.9 else draw.one(sorted(DIMENSION))
    return {"quantity_milli": draw.whole(-10**7, 10**7), "from": source, "to": target, "rounding": draw.one(MODES + [None])}


def random_comparison(draw):
    units = sorted(UNITS[draw.one(["mass", "volume", "length", "area"])])
    return {
        "price_minor": draw.whole(1, 99999), "contents_milli": draw.whole(1, 5000) * 100, "unit": draw.one(units),
        "base_milli": draw.one([1000, 100000]), "base_unit": draw.one(units), "rounding": draw.one(MODES),
    }


def random_selling(draw):
    step = draw.one([10, 100, 1000])
    ending = None if draw.random() < 0.4 else {
        "step_minor": step, "endings_minor": sorted({draw.whole(0, step - 1) for _ in range(draw.whole(1, 3))})
    }
    return {
        "cost_micro_minor": draw.whole(0, 10**10), "markup_micro": draw.whole(0, 3 * MILLION), "mode": draw.one(["inclusive", "exclusive"]),
        "components": random_components(draw), "ending": ending, "rounding": draw.one(MODES),
    }


RANDOM = [
    ("tax", 130, random_tax),
    ("price", 60, random_price),
    ("quote", 40, lambda d: {
        "product": uuid(1), "store": uuid(d.one([101, 102, 103])), "tier": d.one([None, "gold", "silver"]),
        "quantity_milli": d.whole(-6000, 6000), "at": f"2026-11-23T{d.whole(0, 23):02}:00:00Z", "lists": random_lists(d),
    }),
    ("round", 40, lambda d: {"numerator": d.whole(-10**9, 10**9), "divisor": d.one([1, -1]) * d.whole(1, 200), "rounding": d.one(MODES)}),
    ("allocate", 40, lambda d: {"total_minor": d.money(), "weights": [d.whole(0, 5000) for _ in range(d.whole(1, 9))]}),
    ("cash_rounding", 20, lambda d: {"amount_minor": d.money(), "step_minor": d.one([5, 10, 25, 50, 100]), "rounding": d.one(MODES)}),
    ("convert", 50, random_convert),
    ("pack", 20, lambda d: {
        "contents_milli": d.whole(1, 48000), "packs_milli": d.whole(-99, 99) * d.one([1000, 1, 500]), "stock_milli": d.whole(-10**6, 10**6),
        "rounding": d.one(MODES + [None]),
    }),
    ("comparison_price", 30, random_comparison),
    ("weigh", 20, lambda d: {
        "gross_milli": d.whole(1, 5000), "tare_milli": d.whole(0, 500), "unit_price_minor": d.whole(1, 9999), "rounding": d.one(MODES),
    }),
    ("selling_price", 30, random_selling),
    ("margin", 20, lambda d: {"net_price_minor": d.whole(0, 9999), "cost_micro_minor": d.whole(0, 10**10)}),
]


def generate(file):
    cases = []
    for worked in [numbers_worked(), tax_worked(), units_worked(), prices_worked()]:
        for name, source, do, given, expected in worked:
            case = {"name": name, "source": source, "do": do, "given": given}
            case["expect"] = compute(case)
            if not agrees(case["expect"], expected):
                sys.exit(f"{do}, {name}: the source says {expected}, computed is {case['expect']}")
            cases.append(case)
    for do, count, make in RANDOM:
        for number in range(1, count + 1):
            draw = Random(f"{do} {number}")
            case = {"name": f"random {do} {number}", "source": "seeded; exact fractions", "do": do, "given": make(draw)}
            case["expect"] = compute(case)
            cases.append(case)
    with open(file, "w", encoding="utf-8") as out:
        lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
        out.write(f'{{"format": "{FORMAT}", "area": "amounts", "cases": [\n{lines}\n]}}\n')
    print(f"{len(cases)} cases written")


def check(file):
    with open(file, encoding="utf-8") as read:
        vectors = json.load(read)
    if vectors["format"] != FORMAT or vectors["area"] != "amounts":
        sys.exit(f"{file}: not a file of amounts in the format {FORMAT}")
    names, wrong = set(), 0
    for case in vectors["cases"]:
        computed = compute(case)
        if computed != case["expect"] or (case["do"], case["name"]) in names:
            wrong += 1
            print(f"{case['do']}, {case['name']}: computed {json.dumps(computed)}, the file says {json.dumps(case['expect'])}")
        names.add((case["do"], case["name"]))
    print(f"{len(vectors['cases']) - wrong} of {len(vectors['cases'])} cases agree")
    sys.exit(1 if wrong else 0)


def main(arguments):
    if any(a in ("-h", "--help") for a in arguments):
        print(__doc__)
        return
    files = [a for a in arguments if a != "--generate"]
    if len(files) > 1 or any(f.startswith("-") for f in files):
        sys.exit(__doc__)
    file = files[0] if files else FILE
    generate(file) if "--generate" in arguments else check(file)


if __name__ == "__main__":
    main(sys.argv[1:])
