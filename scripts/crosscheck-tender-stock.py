#!/usr/bin/env python3
"""Works every case of Tests/Vectors/tender.json and stock.json out a second time, with exact fractions and nothing of the product's code.

    crosscheck-tender-stock.py [DIRECTORY]               compare; exit 1 and say which cases differ
    crosscheck-tender-stock.py --generate [DIRECTORY]    write the files anew: the worked cases, then seeded random ones

The worked cases carry the results of their sources; --generate refuses to write if what is computed here differs from them.
"""

import json
import os
import sys
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from fractions import Fraction
from math import ceil, floor, isqrt
from random import Random
from statistics import NormalDist

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "crosscheck-tender-stock.d"))
DIRECTORY = os.path.join(HERE, "..", "Tests", "Vectors")
FORMAT = "retail-vectors/1"
INT64 = 2**63


class Refused(Exception):
    """What the product answers with a fault of this code, and the field where it names one."""

    def __init__(self, code, field=None):
        super().__init__(code)
        self.answer = {"fault": code} if field is None else {"fault": code, "field": field}


# Numbers


def rounded(exact, mode):
    """One rounding, symmetric around zero."""
    size = abs(exact)
    whole, rest = floor(size), size - floor(size)
    half = Fraction(1, 2)
    away = {
        "up": rest > 0,
        "down": False,
        "half_up": rest >= half,
        "half_even": rest > half or (rest == half and whole % 2 == 1),
    }[mode]
    return (whole + away) * (-1 if exact < 0 else 1)


def fits(number, code):
    if not -INT64 <= number < INT64:
        raise Refused(code)
    return number


def largest_remainder(total, weights):
    """Over weights of zero or more; a total of zero or more."""
    whole = sum(weights)
    exact = [Fraction(total * w, whole) if whole else Fraction(total, len(weights)) for w in weights]
    parts = [floor(e) for e in exact]
    order = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def share(amount, before, after, whole):
    """What the step from before to after takes: a difference of two rounded shares."""
    if whole == 0:
        return amount
    return rounded(Fraction(amount * after, whole), "half_even") - rounded(Fraction(amount * before, whole), "half_even")


def smallest_root(number):
    """The smallest whole number whose square is at least the number."""
    root = isqrt(ceil(number))
    return root if root * root >= number else root + 1


def months_later(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > 9999:
        return date(9999, 12, 31)
    if year < 1:
        return date(1, 1, 1)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(text):
    return None if text is None else date.fromisoformat(text)


# Tender

RANK = ["maker_coupon", "gift_card", "loyalty_points", "store_credit", "other", "transfer", "card", "cash"]
STANDARD = {kind: {"pays": True, "pays_back": True, "excess": "refuse", "needs_reference": False} for kind in RANK}
STANDARD["cash"]["excess"] = "change"
STANDARD["maker_coupon"].update(pays_back=False, excess="limit")
for kind_ in ("card", "gift_card", "store_credit"):
    STANDARD[kind_]["needs_reference"] = True


def is_card_number(text):
    """As payment cards are numbered: 13 to 19 digits from 2 to 6 on, Luhn's sum a multiple of ten."""
    digits = "".join(c for c in text if unicodedata.category(c) not in ("Zs", "Pd") and c not in ".\t")
    if not (13 <= len(digits) <= 19 and set(digits) <= set("0123456789") and digits[0] in "23456"):
        return False
    return sum(int(d) if place % 2 == 0 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(reversed(digits))) % 10 == 0


def settle(given):
    rules = dict(STANDARD)
    for rule in given["rules"]:
        rules[rule["kind"]] = rule
    due, tenders = given["due_minor"], given["tenders"]
    sign = -1 if due < 0 else 1

    def step(amount):
        return rounded(Fraction(amount, given["cash_step_minor"]), given["cash_rounding"]) * given["cash_step_minor"]

    for index, tender in enumerate(tenders):
        kind, amount, rule = tender["kind"], tender["amount_minor"] * sign, rules[tender["kind"]]

        def refuse(field, code, index=index):
            raise Refused(f"tender.{code}", f"tenders[{index}].{field}")

        if amount < 0 or (amount == 0 and kind != "cash"):
            refuse("amount_minor", "wrong-direction")
        if not rule["pays" if sign > 0 else "pays_back"]:
            refuse("kind", "not-accepted")
        if rule["needs_reference"] and not tender["reference"]:
            refuse("reference", "reference-needed")
        if kind in ("cash", "card", "other") and is_card_number(tender["reference"] or ""):
            refuse("reference", "card-number")
        fewest = 1 if kind == "loyalty_points" and sign > 0 else 0
        if tender["points"] < fewest or (kind != "loyalty_points" and tender["points"]):
            refuse("points", "points-differ")
        if (tender["goods_value_minor"] or 0) < 0:
            refuse("goods_value_minor", "wrong-direction")

    def key(index):
        t = tenders[index]
        reference, goods = t["reference"], t["goods_value_minor"]
        return (
            RANK.index(t["kind"]), -abs(t["amount_minor"]), reference is not None, reference or "", -t["points"], goods is None, goods or 0)

    order = sorted(range(len(tenders)), key=key)
    parts = [dict(applied_minor=0, settled_minor=0, rounding_minor=0, change_minor=0, unused_minor=0) for _ in tenders]
    amounts = [t["amount_minor"] * sign for t in tenders]
    excess = [("refuse" if sign < 0 else rules[t["kind"]]["excess"]) for t in tenders]
    left = due * sign
    for i in order:
        if tenders[i]["kind"] == "cash":
            continue
        goods = tenders[i]["goods_value_minor"]
        taken = min(amounts[i], left if excess[i] == "change" or goods is None else min(left, goods))
        rest = amounts[i] - taken
        if rest and excess[i] == "refuse":
            raise Refused("tender.exceeds-due", f"tenders[{i}].amount_minor")
        parts[i]["applied_minor"] = parts[i]["settled_minor"] = taken
        parts[i]["change_minor" if excess[i] == "change" else "unused_minor"] = rest
        left -= taken
    # Change for what isn't cash exists in coins only; the first takes a surplus, a lack goes down the line.
    change = sum(p["change_minor"] for p in parts)
    difference = step(change) - change
    for i in order:
        if parts[i]["change_minor"] and difference:
            part = difference if difference > 0 else -min(-difference, parts[i]["change_minor"])
            parts[i]["change_minor"] += part
            parts[i]["applied_minor"] -= part
            difference -= part
    cash = [i for i in order if tenders[i]["kind"] == "cash"]
    if cash:
        handed, asked = sum(amounts[i] for i in cash), step(left)
        if handed > max(left, asked) and excess[cash[0]] == "refuse":
            raise Refused("tender.exceeds-due", f"tenders[{cash[0]}].amount_minor")
        applied = asked if handed > max(left, asked) else handed
        settled = handed if handed < min(left, asked) else left
        for i in cash:
            parts[i]["applied_minor"] = min(amounts[i], applied)
            parts[i]["settled_minor"] = min(parts[i]["applied_minor"], settled)
            parts[i]["unused_minor" if excess[i] == "limit" else "change_minor"] = amounts[i] - parts[i]["applied_minor"]
            applied -= parts[i]["applied_minor"]
            settled -= parts[i]["settled_minor"]
        parts[cash[0]]["settled_minor"] += settled
    for part in parts:
        for name in ("applied_minor", "settled_minor"):
            part[name] *= sign
        part["rounding_minor"] = part["applied_minor"] - part["settled_minor"]
    answer = {
        "parts": parts,
        "rounding_minor": sum(p["rounding_minor"] for p in parts),
        "change_minor": sum(p["change_minor"] for p in parts),
        "outstanding_minor": due - sum(p["settled_minor"] for p in parts),
    }
    assert sum(p["applied_minor"] for p in parts) == due + answer["rounding_minor"] - answer["outstanding_minor"]
    return answer


def cash_suggestions(given):
    due = given["due_minor"]
    if due <= 0:
        return {"amounts_minor": []}
    amounts = {due} | {-(-due // note) * note for note in given["notes_minor"] if note > 0}
    return {"amounts_minor": sorted(amounts)[: given["limit"]]}


def refund_parts(given):
    sold, back, spent, parts = given["quantity_milli"], 0, False, []
    if sold < 0:
        raise Refused("refund.bad-line")
    for wanted in given["refunds_milli"]:
        if wanted is None:
            if back == sold if sold else spent or given["paid_minor"] == 0:
                raise Refused("refund.too-much")
            wanted = sold - back
        elif wanted <= 0:
            raise Refused("refund.quantity-not-positive")
        elif wanted > sold - back:
            raise Refused("refund.too-much")
        part = {
            "quantity_milli": wanted,
            "paid_minor": share(given["paid_minor"], back, back + wanted, sold),
            "amounts_minor": [share(a, back, back + wanted, sold) for a in given["amounts_minor"]],
            "points": share(given["points"], back, back + wanted, sold),
        }
        coupon = given.get("maker_coupon_minor", 0)
        if sold and 0 < coupon <= given["paid_minor"]:
            before = share(given["paid_minor"], 0, back, sold)
            coupon = share(coupon, before, before + part["paid_minor"], given["paid_minor"])
        else:
            coupon = share(coupon, back, back + wanted, sold)
        if coupon:
            part["maker_coupon_minor"] = coupon
        parts.append(part)
        back, spent = back + wanted, True
    return {"parts": parts}


def refund_tenders(given):
    paid, amount = given["paid"], given["amount_minor"]
    for tender in paid:
        if not 0 <= tender["refunded_minor"] <= tender["settled_minor"] or tender["points"] < 0:
            raise Refused("refund.bad-tender")
        if tender["points"] and tender["kind"] != "loyalty_points":
            raise Refused("refund.bad-tender")
    if amount < 0 or given["maker_coupon_minor"] < 0:
        raise Refused("refund.bad-amount")
    if given["most_cash_minor"] is not None and given["instead_of_cash"] in ("cash", "maker_coupon", "loyalty_points"):
        raise Refused("refund.bad-policy")
    tenders, cash = [], given["most_cash_minor"]
    coupon = min(given["maker_coupon_minor"], amount)
    rest = amount - coupon
    kinds = [k for k in given["order"] if k != "maker_coupon"]
    kinds += [k for k in ("gift_card", "loyalty_points", "store_credit", "card", "transfer", "other", "cash") if k not in kinds]

    def give(index, part, kind=None):
        source = paid[index]
        if kind is not None:
            return tenders.append({"kind": kind, "amount_minor": part, "source": index, "reference": None, "points": 0})
        points = share(source["points"], source["refunded_minor"], source["refunded_minor"] + part, source["settled_minor"])
        tenders.append(
            {"kind": source["kind"], "amount_minor": part, "source": index, "reference": source["reference"], "points": points})

    for kind in ["maker_coupon"] + list(dict.fromkeys(kinds)):
        for index, tender in enumerate(paid):
            wanted = coupon if kind == "maker_coupon" else rest
            part = min(wanted, tender["settled_minor"] - tender["refunded_minor"])
            if tender["kind"] != kind or part <= 0:
                continue
            if kind == "maker_coupon":
                coupon -= part
            else:
                rest -= part
            in_cash = part if kind != "cash" or cash is None else min(part, max(cash, 0))
            if in_cash:
                give(index, in_cash)
            if part > in_cash:
                give(index, part - in_cash, given["instead_of_cash"])
            if kind == "cash" and cash is not None:
                cash -= in_cash
    if coupon or rest:
        raise Refused("refund.more-than-paid")
    return {"tenders": tenders}


def value_ledger(given):
    """Everything from the list of what was recorded; no running state."""
    recorded, faults = [], []

    def ended(hold):
        return any(e["kind"] in ("capture", "void") and e["of"] == hold for e in recorded)

    def balance():
        signs = {"issue": 1, "load": 1, "refund": 1, "capture": -1, "expiry": -1}
        return sum(signs.get(e["kind"], 0) * e["amount_minor"] for e in recorded)

    def held():
        return sum(e["amount_minor"] for e in recorded if e["kind"] == "hold" and not ended(e["id"]))

    def check(entry):
        kind, amount = entry["kind"], entry["amount_minor"]
        same = [e for e in recorded if e["id"] == entry["id"]]
        if same:
            if same[0] != entry:
                raise Refused("value.id-reused")
            return False
        if amount <= 0:
            raise Refused("value.amount-not-positive")
        if kind == "issue" and recorded:
            raise Refused("value.issued-already")
        if kind != "issue" and not recorded:
            raise Refused("value.not-issued")
        of = next((e for e in recorded if e["id"] == entry["of"]), {"kind": None})
        if kind in ("hold", "expiry") and amount > balance() - held():
            raise Refused("value.not-enough")
        if kind in ("capture", "void"):
            if of["kind"] != "hold" or ended(of["id"]):
                raise Refused("value.hold-not-open")
            if kind == "capture" and amount > of["amount_minor"]:
                raise Refused("value.capture-exceeds-hold")
            if kind == "void" and amount != of["amount_minor"]:
                raise Refused("value.void-differs")
        if kind == "refund":
            if of["kind"] != "capture":
                raise Refused("value.unknown-capture")
            given_back = sum(e["amount_minor"] for e in recorded if e["kind"] == "refund" and e["of"] == of["id"])
            if given_back + amount > of["amount_minor"]:
                raise Refused("value.refund-exceeds-capture")
        return True

    for entry in given["entries"]:
        try:
            if check(entry):
                recorded.append(entry)
            faults.append(None)
        except Refused as refused:
            faults.append(str(refused))
    return {"faults": faults, "balance_minor": balance(), "held_minor": held(), "available_minor": balance() - held()}


# Loyalty


def points_earned(given):
    costs = [max(line["paid_minor"], 0) for line in given["lines"]]
    by_points = given["paid_with_points_minor"]
    if not 0 <= given["multiplier_hundredths"] <= 100_000:
        raise Refused("loyalty.bad-multiplier")
    if not 0 <= by_points <= sum(costs):
        raise Refused("loyalty.paid-too-much")
    taken = largest_remainder(by_points, costs) if costs else []
    bases = [(c - t) if line["earns"] else 0 for line, c, t in zip(given["lines"], costs, taken)]
    exact = Fraction(sum(bases) * given["points"] * given["multiplier_hundredths"], given["per_minor"] * 100)
    total = rounded(exact, given["rounding"])
    return {"total": total, "lines": largest_remainder(total, bases) if bases else []}


def points_redeemed(given):
    points = given["redeem"]
    amount = floor(Fraction(points * given["worth_minor"], given["points"]))
    if amount <= 0 or points < given["minimum"] or points % given["step"]:
        raise Refused("loyalty.bad-redemption")
    if points > given["available"]:
        raise Refused("loyalty.not-enough-points")
    return {"amount_minor": amount}


def points_most(given):
    """By trying: from the fewest upwards."""
    best, pays = 0, 0
    for points in range(given["step"], given["available"] + 1, given["step"]):
        worth = floor(Fraction(points * given["worth_minor"], given["points"]))
        if points >= given["minimum"] and pays < worth <= given["due_minor"]:
            best, pays = points, worth
    return {"points": best}


def tier(given):
    day = day_of(given["day"])
    start = date.min if given["rolling_months"] is None else months_later(day, -given["rolling_months"])
    name = "spend_minor" if given["measure"] == "spend" else "points"
    measured = 0
    for activity in given["activities"]:
        done = day_of(activity["day"])
        if done <= day and (given["rolling_months"] is None or done > start):
            measured += activity[name]
    levels = given["levels"]
    level = ([level for level in levels if level["threshold"] <= measured] or levels[:1])[-1]
    return {"tier": level["tier"], "multiplier_hundredths": level["multiplier_hundredths"]}


def points_last_day(given):
    return {"last_day": months_later(day_of(given["day"]), given["months"]).isoformat()}


def points_ledger(given):
    """Point by point: each is a row that is free, spent, lost or owed."""
    known, rows, owed, faults, undone = {}, [], 0, [], {}

    def over(row, day):
        return row["last"] is not None and row["last"] < day

    def free(day=None):
        rows_ = [r for r in rows if r["state"] == "free" and not (day and over(r, day))]
        return sorted(rows_, key=lambda r: (r["last"] or date.max, r["number"]))

    def bring(entry):
        nonlocal owed
        paid = min(owed, entry["points"])
        owed -= paid
        rows.extend(
            {"of": entry["id"], "last": day_of(entry["last_day"]), "number": len(known), "state": "free"}
            for _ in range(entry["points"] - paid))

    def apply(entry):
        nonlocal owed
        kind, points, day, of = entry["kind"], entry["points"], day_of(entry["day"]), entry["of"]
        if entry["id"] in known:
            if known[entry["id"]] != entry:
                raise Refused("points.id-reused")
            return
        if points <= 0:
            raise Refused("points.not-positive")
        if kind in ("reverse", "restore"):
            wanted = "earn" if kind == "reverse" else "redeem"
            if known.get(of, {}).get("kind") != wanted or undone.get(of, 0) + points > known[of]["points"]:
                raise Refused("points.nothing-to-undo")
        if kind == "redeem":
            if owed or points > len(free(day)):
                raise Refused("points.not-enough")
            for row in free(day)[:points]:
                row["state"] = "spent"
        elif kind == "expire":
            gone = [r for r in free() if over(r, day)]
            if len(gone) != points:
                raise Refused("points.expiry-differs")
            for row in gone:
                row["state"] = "lost"
        elif kind == "reverse":
            own = [r for r in free() if r["of"] == of] + [r for r in rows if r["of"] == of and r["state"] == "lost"]
            others = [r for r in free(day) if r["of"] != of]
            for row in (own + others)[:points]:
                row["state"] = "gone"
            owed += max(0, points - len(own) - len(others))
        else:
            bring(entry)
        if kind in ("reverse", "restore"):
            undone[of] = undone.get(of, 0) + points
        known[entry["id"]] = entry

    for entry in given["entries"]:
        try:
            apply(entry)
            faults.append(None)
        except Refused as refused:
            faults.append(str(refused))
    on = day_of(given["on"])
    return {
        "faults": faults, "balance": len(free()) - owed, "available": 0 if owed else len(free(on)),
        "running_out": len(free()) - len(free(on))}


# Stock


def pick(given):
    day, left, parts = day_of(given["day"]), max(given["wanted_milli"], 0), []
    named = [b for b in given["batches"] if b["batch"] == given["scanned"]]

    def take(batch, how):
        nonlocal left
        part = min(left, batch["on_hand_milli"])
        if part > 0:
            parts.append({"batch": batch["batch"], "quantity_milli": part, "how": how})
            left -= part

    def days_left(batch):
        return None if batch["expiry"] is None else (day_of(batch["expiry"]) - day).days

    def order(batch):
        received = (datetime.fromisoformat(batch["received_at"].replace("Z", "+00:00")), batch["batch"])
        return received if given["rule"] == "fifo" else (day_of(batch["expiry"]) or date.max, *received)

    for batch in named:
        take(batch, "scanned")
    least = max(0, given["minimum_days_left"])
    for batch in sorted((b for b in given["batches"] if b not in named), key=order):
        if not batch["blocked"] and (batch["expiry"] is None or days_left(batch) >= least):
            take(batch, "inferred")
    return {
        "parts": parts,
        "missing_milli": left,
        "scanned_expired": any(b["expiry"] is not None and days_left(b) < 0 for b in named),
        "scanned_blocked": any(b["blocked"] for b in named),
        "scanned_unknown": given["scanned"] is not None and not named,
    }


def average(given):
    """The rule of the moving average with fractions; averages are kept to a millionth of a minor unit, as documented."""
    on_hand, unit, provisional, steps = 0, 0, 0, []
    for step in given["steps"]:
        quantity, cost = step["quantity_milli"], step["unit_cost_micro_minor"]
        if quantity <= 0:
            raise Refused("cost.quantity-not-positive")
        if step["kind"] == "issue":
            short = max(0, -on_hand)
            if on_hand - quantity < 0:
                mixed = Fraction(short * provisional + quantity * unit, short + quantity)
                provisional = rounded(mixed, "half_even") if short else unit
            steps.append({"cost_minor": rounded(Fraction(unit * quantity, 10**9), "half_even"), "variance_minor": None, "covered_milli": None})
            on_hand -= quantity
            if on_hand >= 0:
                provisional = 0
            continue
        covered = min(quantity, max(0, -on_hand))
        variance = rounded(Fraction((cost - provisional) * covered, 10**9), "half_even")
        unit = cost if on_hand <= 0 else rounded(Fraction(on_hand * unit + quantity * cost, on_hand + quantity), "half_even")
        on_hand += quantity
        if on_hand >= 0:
            provisional = 0
        steps.append({"cost_minor": None, "variance_minor": variance, "covered_milli": covered})
    return {"steps": steps, "on_hand_milli": on_hand, "average_micro_minor": unit, "provisional_micro_minor": provisional}


def fifo(given):
    layers, short, unit, steps = [], [], 0, []

    def take(queue, quantity):
        cost = 0
        while quantity:
            layer = queue[0]
            part = min(quantity, layer["quantity"] - layer["taken"])
            cost += share(layer["value"], layer["taken"], layer["taken"] + part, layer["quantity"])
            layer["taken"] += part
            quantity -= part
            if layer["taken"] == layer["quantity"]:
                queue.pop(0)
        return cost

    def left(queue):
        return sum(layer["quantity"] - layer["taken"] for layer in queue)

    def value_left(layer):
        return share(layer["value"], layer["taken"], layer["quantity"], layer["quantity"])

    for step in given["steps"]:
        quantity, total = step["quantity_milli"], step["total_minor"]
        if quantity <= 0:
            raise Refused("cost.quantity-not-positive")
        if step["kind"] == "issue":
            there = min(quantity, left(layers))
            cost = take(layers, there)
            if quantity > there:
                assumed = rounded(Fraction(unit * (quantity - there), 10**9), "half_even")
                short.append({"quantity": quantity - there, "value": assumed, "taken": 0})
                cost += assumed
            steps.append({"cost_minor": cost, "uncovered_milli": quantity - there, "covered_milli": None, "variance_minor": None})
            continue
        unit = rounded(Fraction(total * 10**9, quantity), "half_even")
        covered = min(quantity, left(short))
        receipt = [{"quantity": quantity, "value": total, "taken": 0}]
        assumed = take(short, covered)
        variance = take(receipt, covered) - assumed
        layers += receipt
        steps.append({"cost_minor": None, "uncovered_milli": None, "covered_milli": covered, "variance_minor": variance})
    value = sum(map(value_left, layers)) - sum(map(value_left, short))
    booked = sum((s["cost_minor"] or 0) + (s["variance_minor"] or 0) for s in steps)
    assert booked + value == sum(s["total_minor"] or 0 for s in given["steps"])
    return {
        "steps": steps,
        "on_hand_milli": left(layers) - left(short),
        "value_minor": value,
        "layers": [{"left_milli": x["quantity"] - x["taken"], "value_left_minor": value_left(x)} for x in layers],
    }


def count(given):
    def moved(after, until):
        """Movements later than `after` (None: all) and not later than `until`."""
        return sum(m["quantity_milli"] for m in movements.values() if m["occurred_at"] <= until and (after is None or m["occurred_at"] > after))

    def expected(instant, before):
        base = max(before, key=lambda c: (c["occurred_at"], c["id"]), default=None)
        if base is None:
            return moved(None, instant)
        return base["quantity_milli"] + moved(base["occurred_at"], instant)

    movements = {a["id"]: a for a in given["arrivals"] if a["kind"] == "movement"}
    counts = {a["id"]: a for a in given["arrivals"] if a["kind"] == "count"}
    variances = []
    for one in sorted(counts.values(), key=lambda c: (c["occurred_at"], c["id"])):
        before = [c for c in counts.values() if (c["occurred_at"], c["id"]) < (one["occurred_at"], one["id"])]
        was = expected(one["occurred_at"], before)
        variances.append({"id": one["id"], "expected_milli": was, "difference_milli": one["quantity_milli"] - was})
    return {
        "on_hand_milli": [expected(at, [c for c in counts.values() if c["occurred_at"] <= at]) for at in given["at"]],
        "variances": variances,
    }


def demand(given):
    days = given["days_milli"]
    if not days or not all(0 <= d <= 10**10 for d in days):
        raise Refused("reorder.out-of-range")
    mean = Fraction(sum(days), len(days))
    variance = sum((d - mean) ** 2 for d in days) / (len(days) - 1) if len(days) > 1 else 0
    return {"mean_milli": rounded(mean, "half_up"), "deviation_milli": smallest_root(variance)}


LEVELS = sorted(set(range(5000, 10000, 100)) | set(range(9910, 10000, 10)) | {9750, 9850, 9925, 9975, 9995, 9999})


def reorder(given):
    level = given["service_level"]
    if not 5000 <= level <= 9999:
        raise Refused("reorder.bad-service-level")
    mean, deviation = given["mean_milli"], given["deviation_milli"]
    days, days_deviation = Fraction(given["lead_time_centidays"], 100), Fraction(given["lead_time_deviation_centidays"], 100)
    if not (0 <= mean <= 10**10 and 0 <= deviation <= 10**10 and 0 <= days <= 365 and 0 <= days_deviation <= 365):
        raise Refused("reorder.out-of-range")
    z = round(NormalDist().inv_cdf(min(x for x in LEVELS if x >= level) / 10000) * 10000)
    safety = smallest_root(Fraction(z, 10000) ** 2 * (days * deviation**2 + mean**2 * days_deviation**2))
    lead = rounded(mean * days, "up")
    return {"z_e4": z, "safety_stock_milli": safety, "lead_time_demand_milli": lead, "position_milli": safety + lead}


def order(given):
    position = given["on_hand_milli"] + given["on_order_milli"] - given["promised_milli"]
    point = given["reorder_at_milli"]
    if given["pack_size_milli"] <= 0 or given["minimum_milli"] < 0:
        raise Refused("reorder.bad-order-rule")
    if position > point:
        return {"quantity_milli": 0}
    wanted = max(max(given["order_up_to_milli"], point) - position, given["minimum_milli"])
    return {"quantity_milli": ceil(Fraction(wanted, given["pack_size_milli"])) * given["pack_size_milli"]}


def cover(given):
    return {"days": floor(Fraction(max(given["on_hand_milli"], 0), given["mean_milli"])) if given["mean_milli"] else None}


def stage_rank(stage, stages):
    names = ["fresh"] + [f"within_{d}" for d in sorted(set(stages), reverse=True)] + ["expired"]
    return names.index(stage)


def expiry_stage(given):
    def stage(day):
        if given["expiry"] is None or day is None:
            return "fresh"
        left = (day_of(given["expiry"]) - day_of(day)).days
        if left < 0:
            return "expired"
        reached = [d for d in given["stages"] if left <= d]
        return f"within_{min(reached)}" if reached else "fresh"

    now, seen = stage(given["day"]), stage(given["seen"])
    return {"stage": now, "reached": now if stage_rank(now, given["stages"]) > stage_rank(seen, given["stages"]) else None}


def receiving(given):
    if given["expiry"] is None:
        return {"verdict": "accepted", "missing_days": None}
    expiry, day, produced = day_of(given["expiry"]), day_of(given["day"]), day_of(given["produced"])
    if expiry < day:
        return {"verdict": "expired", "missing_days": None}
    needed = given["minimum_days"]
    if produced is not None and produced < expiry:
        needed = max(needed, ceil(Fraction((expiry - produced).days * given["minimum_share"], 10000)))
    missing = needed - (expiry - day).days
    return {"verdict": "too_short", "missing_days": missing} if missing > 0 else {"verdict": "accepted", "missing_days": None}


def transit(given):
    sums, faults = {"dispatch": 0, "receive": 0, "reject": 0, "lose": 0}, []
    for step in given["steps"]:
        quantity = step["quantity_milli"]
        open_ = sums["dispatch"] - sums["receive"] - sums["reject"] - sums["lose"]
        if quantity <= 0:
            faults.append("transfer.quantity-not-positive")
        elif step["kind"] != "dispatch" and quantity > open_:
            faults.append("transfer.more-than-open")
        else:
            sums[step["kind"]] += quantity
            faults.append(None)
    return {
        "faults": faults, "dispatched_milli": sums["dispatch"], "received_milli": sums["receive"], "rejected_milli": sums["reject"],
        "lost_milli": sums["lose"], "open_milli": sums["dispatch"] - sums["receive"] - sums["reject"] - sums["lose"],
    }


def balance_proof(given):
    def sums(rows):
        result = {}
        for row in rows:
            result[row["key"]] = result.get(row["key"], 0) + row["quantity_milli"]
        return result

    ledger, balances = sums(given["ledger"]), sums(given["balances"])
    keys = sorted(set(ledger) | set(balances))
    return {"discrepancies": [
        {"key": k, "ledger_milli": ledger.get(k, 0), "balance_milli": balances.get(k, 0)}
        for k in keys if ledger.get(k, 0) != balances.get(k, 0)]}


AREAS = {
    "tender": [
        settle, cash_suggestions, refund_parts, refund_tenders, value_ledger, points_earned, points_redeemed, points_most, tier,
        points_last_day, points_ledger],
    "stock": [pick, average, fifo, count, demand, reorder, order, cover, expiry_stage, receiving, transit, balance_proof],
}


def compute(area, case):
    work = {function.__name__: function for function in AREAS[area]}[case["do"]]
    try:
        return work(case["given"])
    except Refused as refused:
        return refused.answer


def generate(directory):
    sys.dont_write_bytecode = True
    import cases

    for area, functions in AREAS.items():
        written = []
        for do, name, source, given, expect in cases.WORKED[area]:
            case = {"name": name, "source": source, "do": do, "given": given, "expect": expect}
            computed = compute(area, case)
            if computed != expect:
                sys.exit(f"{do}, {name}: computed {json.dumps(computed)}, its source says {json.dumps(expect)}")
            written.append(case)
        for function in functions:
            do = function.__name__
            for number in range(1, cases.RANDOM_CASES.get(do, 20) + 1):
                given = getattr(cases, f"random_{do}")(Random(f"{do} {number}"))
                case = {"name": f"random {do} {number}", "source": "seeded; exact fractions", "do": do, "given": given}
                case["expect"] = compute(area, case)
                written.append(case)
        with open(os.path.join(directory, f"{area}.json"), "w", encoding="utf-8") as out:
            lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in written)
            out.write(f'{{"format": "{FORMAT}", "area": "{area}", "cases": [\n{lines}\n]}}\n')
        print(f"{area}: {len(written)} cases written")


def check(directory):
    wrong = 0
    for area in AREAS:
        file = os.path.join(directory, f"{area}.json")
        with open(file, encoding="utf-8") as read:
            vectors = json.load(read)
        if vectors["format"] != FORMAT or vectors["area"] != area:
            sys.exit(f"{file}: not a file of {area} in the format {FORMAT}")
        names, differ = set(), 0
        for case in vectors["cases"]:
            computed = compute(area, case)
            if computed != case["expect"] or (case["do"], case["name"]) in names:
                differ += 1
                print(f"{case['do']}, {case['name']}: computed {json.dumps(computed)}, the file says {json.dumps(case['expect'])}")
            names.add((case["do"], case["name"]))
        print(f"{area}: {len(vectors['cases']) - differ} of {len(vectors['cases'])} cases agree")
        wrong += differ
    sys.exit(1 if wrong else 0)


def main(arguments):
    if any(a in ("-h", "--help") for a in arguments):
        print(__doc__)
        return
    directories = [a for a in arguments if a != "--generate"]
    if len(directories) > 1 or any(d.startswith("-") for d in directories):
        sys.exit(__doc__)
    directory = directories[0] if directories else DIRECTORY
    generate(directory) if "--generate" in arguments else check(directory)


if __name__ == "__main__":
    main(sys.argv[1:])
