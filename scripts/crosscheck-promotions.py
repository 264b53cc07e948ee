#!/usr/bin/env python3
"""Works the vectors of Tests/Vectors/promotions.json out a second time, without the product's code.

Takes the rules (Tests/Vectors/README.md, docs/adr/0009) literally: tries every way to deal the units of a cart out. Only the standard library.

  scripts/crosscheck-promotions.py              compares every case; status 1 where one differs
  scripts/crosscheck-promotions.py --generate   writes the file anew: the cases below, and seeded random ones
"""
import datetime
import json
import pathlib
import random
import sys
from fractions import Fraction

FILE = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Vectors" / "promotions.json"
MICRO = 1_000_000
MOST_WAYS = 60_000


def half_even(numerator, divisor):
    return round(Fraction(numerator, divisor))


def round_by(value, mode):
    whole = abs(value).numerator // abs(value).denominator
    rest = abs(value) - whole
    up = {"half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2), "half_up": rest >= Fraction(1, 2), "up": rest > 0, "down": False}
    return (whole + 1 if up[mode] else whole) * (-1 if value < 0 else 1)


def largest_remainder(exact, target):
    parts = [int(part // 1) for part in exact]
    order = sorted((i for i in range(len(exact)) if exact[i] != parts[i]), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in order[: target - sum(parts)]:
        parts[i] += 1
    return parts


def allocate(total, weights):
    if sum(weights) == 0:
        weights = [1] * len(weights)
    return largest_remainder([Fraction(total * weight, sum(weights)) for weight in weights], total)


def share(amount, percent):
    return half_even(amount * percent, MICRO)


# ---- conditions

def among(goods, line):
    def named(names):
        return (line["product_id"] in names.get("product_ids", []) or line.get("brand") in names.get("brands", [])
                or any(c in names.get("category_ids", []) for c in line.get("category_ids", []))
                or any(t in names.get("tags", []) for t in line.get("tags", [])))
    return (goods.get("everything", False) or named(goods)) and not named(goods.get("except", {}))


EVERYTHING = {"everything": True}


def holds(promotion, cart, sale):
    condition = promotion.get("condition", {})
    day = datetime.date.fromisoformat(sale["day"])
    minute = sale["minute"]
    if "first_day" in condition and sale["day"] < condition["first_day"] or "last_day" in condition and sale["day"] > condition["last_day"]:
        return False

    def open_at(hours):
        days, start, end = hours.get("weekdays", [1, 2, 3, 4, 5, 6, 7]), hours["from_minute"], hours["until_minute"]
        if start < end:
            return day.isoweekday() in days and start <= minute < end
        before = (day - datetime.timedelta(days=1)).isoweekday()
        return minute >= start and day.isoweekday() in days or minute < end and before in days
    if condition.get("hours") and not any(map(open_at, condition["hours"])):
        return False
    customer = sale.get("customer") or {}
    if "store_ids" in condition and sale.get("store_id") not in condition["store_ids"]:
        return False
    if "coupon_code" in condition and condition["coupon_code"] not in sale.get("coupons", []):
        return False
    if "tiers" in condition and customer.get("tier") not in condition["tiers"]:
        return False
    if "birthday_within_days" in condition:
        if "birthday" not in customer:
            return False
        month, number = map(int, customer["birthday"].split("-"))

        def birthday(year):
            try:
                return datetime.date(year, month, number)
            except ValueError:
                return datetime.date(year, 2, 28)
        if min(abs((birthday(day.year + d) - day).days) for d in (-1, 0, 1)) > condition["birthday_within_days"]:
            return False
    if uses_left(promotion, sale) <= 0:
        return False
    minimum = condition.get("minimum")
    if minimum:
        lines = [line for line in cart["lines"] if reducible(line)
                 and among(minimum.get("goods") or promotion.get("goods", EVERYTHING), line)]
        return (sum(shelf(line) for line in lines) >= minimum.get("spend_minor", 0)
                and sum(line["quantity_milli"] for line in lines) >= minimum.get("quantity_milli", 0))
    return True


def uses_left(promotion, sale):
    limits = promotion.get("limits", {})
    used = next((u for u in sale.get("usage", []) if u["promotion_id"] == promotion["id"]), {})
    left = limits.get("per_cart", 10 ** 12)
    if "per_customer" in limits:
        left = min(left, limits["per_customer"] - used.get("by_customer", 0)) if sale.get("customer") else 0
    if "in_all" in limits:
        left = min(left, limits["in_all"] - used.get("in_all", 0))
    return left


def shelf(line):
    return line["shelf_minor"] if "shelf_minor" in line else half_even(line["unit_price_minor"] * line["quantity_milli"], 1000)


def reducible(line):
    return line.get("discountable", True) and line.get("kind", "goods") == "goods"


def measured(line):
    return line["quantity_milli"] != 0 and (line.get("unit", "C62") != "C62" or line["quantity_milli"] % 1000 != 0)


def units_of(line):
    count, rest = divmod(line["quantity_milli"], 1000)
    return count if not measured(line) and count > 0 and line.get("unit_price_minor", -1) * count == shelf(line) else 1


# ---- the three layers

def off(promotion, price, line=None):
    """What comes off a unit; of what is measured, by how much of it there is."""
    measure = line["quantity_milli"] if line and measured(line) else 1000
    if "percent_micro" in promotion:
        return share(price, promotion["percent_micro"])
    if "amount_minor" in promotion:
        return min(price, promotion["amount_minor"] * MICRO // 1000 * measure)
    if "fixed_price_minor" in promotion:
        return max(0, price - promotion["fixed_price_minor"] * MICRO // 1000 * measure)
    return 0


def kind(promotion):
    return 1 if "percent_micro" in promotion else 2 if "amount_minor" in promotion else 3


def steps(promotions):
    """Exclusive groups by name, then single ones by kind and id."""
    groups = {}
    for promotion in promotions:
        group = promotion.get("exclusive_group")
        groups.setdefault((0, group, "") if group else (kind(promotion), "", promotion["id"]), []).append(promotion)
    return [sorted(groups[key], key=lambda p: (-p.get("priority", 0), p["id"])) for key in sorted(groups)]


def best_of(step, amount_off):
    best, most = None, 0
    for promotion in step:
        if amount_off(promotion) > most:
            best, most = promotion, amount_off(promotion)
    return best, most


class Ambiguous(Exception):
    """Several ways cost the same; or there are too many to try them all, or an amount is more than one of its sets costs."""


def checkout(given):
    cart, sale = given["cart"], given["sale"]
    promotions = [p for p in given.get("promotions", []) if holds(p, cart, sale)]
    lines = []
    for position, line in enumerate(cart["lines"]):
        if reducible(line):
            units = units_of(line)
            lines.append({"line": line, "position": position, "units": units, "price": shelf(line) * MICRO // units, "parts": []})
    lines.sort(key=lambda l: (-l["price"], l["line"]["product_id"], -l["units"], l["line"].get("tags", []), l["position"]))
    uses = {}

    # 1. price
    layer = [p for p in promotions if p["layer"] == "price"]
    for line in lines:
        line["dust"] = 0

        def take(amount, source, whole=None):
            line["price"] -= amount
            whole = amount * line["units"] if whole is None else whole
            line["dust"] += amount * line["units"] - whole
            if whole:
                line["parts"].append((source, whole))
        for index, discount in enumerate(line["line"].get("discounts", [])):
            if "percent_micro" in discount:
                take(share(line["price"], discount["percent_micro"]), ("line_discount", index))
            else:
                each = half_even(discount["amount_minor"] * MICRO, line["units"])
                if each < line["price"]:
                    take(each, ("line_discount", index), discount["amount_minor"] * MICRO)
                else:
                    # All that is left of the line.
                    left = line["price"] * line["units"] + line["dust"]
                    if left > 0:
                        take(line["price"], ("line_discount", index), left)
                        line["dust"] = 0
        for step in steps([p for p in layer if among(p.get("goods", EVERYTHING), line["line"])]):
            promotion, amount = best_of(step, lambda p: off(p, line["price"], line["line"]))
            if promotion:
                take(amount, ("promotion_id", promotion["id"]))
                uses[promotion["id"]] = 1

    # 2. deals
    deals = [p for p in promotions if p["layer"] == "deal"]
    plan = best_plan(lines, deals, sale)
    for promotion in sorted((d for d in deals if d["id"] in plan["sets"]), key=lambda d: d["id"]):
        used = [(i, count) for i, count in enumerate(plan["units"][promotion["id"]]) if count]
        spread = allocate(plan["discount"][promotion["id"]], [lines[i]["price"] * count for i, count in used])
        for (i, _), amount in zip(used, spread):
            if amount:
                lines[i]["parts"].append((("promotion_id", promotion["id"]), amount))
        uses[promotion["id"]] = plan["sets"][promotion["id"]]
    for i, line in enumerate(lines):
        left = line["units"] - sum(units[i] for units in plan["units"].values())
        promotion, amount = base(line, deals)
        if promotion and left:
            line["parts"].append((("promotion_id", promotion["id"]), amount * left))
            uses[promotion["id"]] = uses.get(promotion["id"], 0) + left
    for line in lines:
        line["rest"] = shelf(line["line"]) * MICRO - sum(amount for _, amount in line["parts"])
        pricing = {p["id"] for p in promotions if "set" in p or "fixed_price_minor" in p}
        if line["dust"] and (line["rest"] == line["dust"] or line["rest"] < 0 or any(source[1] in pricing for source, _ in line["parts"])):
            # The units got prices of their own, or nothing is left of them: these are what counts.
            last = max(i for i, (source, _) in enumerate(line["parts"]) if source[0] == "line_discount")
            source, amount = line["parts"][last]
            line["parts"][last] = (source, amount + line["dust"])
            line["rest"] -= line["dust"]

    # 3. total
    def take_from_all(amount, source):
        if amount:
            for line, part in zip(lines, allocate(amount, [line["rest"] for line in lines])):
                line["rest"] -= part
                if part:
                    line["parts"].append((source, part))
    for step in steps([p for p in promotions if p["layer"] == "total"]):
        left = sum(line["rest"] for line in lines)

        def off_total(promotion):
            if "spend" not in promotion:
                return off(promotion, left)
            spent = sum(shelf(l["line"]) for l in lines if among(promotion.get("goods", EVERYTHING), l["line"]))
            return max([off({k: v for k, v in s.items() if k != "from_minor"}, left) for s in promotion["spend"] if spent >= s["from_minor"]] or [0])
        promotion, amount = best_of(step, off_total) if left else (None, 0)
        if promotion:
            take_from_all(amount, ("promotion_id", promotion["id"]))
            uses[promotion["id"]] = 1
    for index, discount in enumerate(cart.get("discounts", [])):
        take_from_all(off(discount, sum(line["rest"] for line in lines)), ("cart_discount", index))
    return finish(given, lines, uses)


def finish(given, lines, uses):
    mode = given.get("rounding", "half_even")
    total = round_by(Fraction(sum(line["rest"] for line in lines), MICRO), mode)
    amounts = largest_remainder([Fraction(line["rest"], MICRO) for line in lines], total)
    saved = dict.fromkeys(uses, 0)
    out = [{"shelf_minor": shelf(line), "amount_minor": shelf(line)} for line in given["cart"]["lines"]]
    for line, amount in zip(lines, amounts):
        entry = out[line["position"]]
        entry["amount_minor"] = amount
        target = entry["shelf_minor"] - amount
        shares = largest_remainder([Fraction(part, MICRO) for _, part in line["parts"]], target)
        discounts = [{source[0]: source[1], "amount_minor": part} for (source, _), part in zip(line["parts"], shares) if part]
        if discounts:
            entry["discounts"] = discounts
        for discount in discounts:
            if "promotion_id" in discount:
                saved[discount["promotion_id"]] += discount["amount_minor"]
    rules = given.get("tax_rules", {"mode": "inclusive"})
    net = tax = 0
    for line, entry in zip(given["cart"]["lines"], out):
        rate = sum(t["rate_micro"] for t in line.get("taxes", []))  # one simple tax at most, at the scope of the line
        inclusive = rules["mode"] == "inclusive"
        entry["tax_minor"] = round_by(Fraction(entry["amount_minor"] * rate, MICRO + rate if inclusive else MICRO), rules.get("rounding", "half_even"))
        tax += entry["tax_minor"]
        net += entry["amount_minor"] - (entry["tax_minor"] if inclusive else 0)
    return {"shelf_minor": sum(l["shelf_minor"] for l in out), "amount_minor": sum(l["amount_minor"] for l in out), "net_minor": net, "tax_minor": tax,
            "due_minor": net + tax, "lines": out,
            "promotions": [{"promotion_id": p, "uses": uses[p], "discount_minor": saved[p]} for p in sorted(uses)]}


def base(line, deals):
    """The best deal that works on a unit alone, as often as one likes."""
    best, most = None, 0
    for deal in sorted(deals, key=lambda d: (-d.get("priority", 0), d["id"])):
        if "set" not in deal and "limits" not in deal and "exclusive_group" not in deal and among(deal.get("goods", EVERYTHING), line["line"]):
            if off(deal, line["price"], line["line"]) > most:
                best, most = deal, off(deal, line["price"], line["line"])
    return best, most


def best_plan(lines, deals, sale):
    """Every way to deal the units out; the one that costs least, then the one of the highest priorities."""
    searched = [d for d in deals if "set" in d or "limits" in d or "exclusive_group" in d]
    parts = {d["id"]: d["set"]["parts"] if "set" in d else [{"count": 1, "goods": d.get("goods", EVERYTHING)}] for d in searched}
    left = {d["id"]: uses_left(d, sale) for d in searched}
    bases = [base(line, deals) for line in lines]
    found = {}

    def cost(deal, members):
        prices = [lines[i]["price"] for i, _ in members]
        if "set" not in deal:
            return prices[0] - off(deal, prices[0], lines[members[0][0]]["line"])
        reward = deal["set"]
        if "price_minor" in reward:
            return reward["price_minor"] * MICRO
        if "amount_minor" in reward:
            if len(members) > 1 and sum(prices) < reward["amount_minor"] * MICRO:
                raise Ambiguous  # docs/adr/0009, "Left out"
            return max(0, sum(prices) - reward["amount_minor"] * MICRO)
        if "percent_micro" in reward:
            return sum(price - share(price, reward["percent_micro"]) for price in prices)
        if "cheapest" in reward:
            cheap = sorted(prices)[: reward["cheapest"]["count"]]
            return sum(prices) - sum(share(price, reward["cheapest"].get("percent_micro", MICRO)) for price in cheap)
        last = len(parts[deal["id"]]) - 1
        return sum(prices) - sum(share(lines[i]["price"], reward["last_percent_micro"]) for i, part in members if part == last)

    def fill(deal, missing, open_units, start, members):
        if not any(missing):
            yield members
            return
        for i in range(start, len(lines)):
            if open_units[i] - sum(1 for m, _ in members if m == i) <= 0:
                continue
            for part, count in enumerate(missing):
                if count and among(parts[deal["id"]][part]["goods"], lines[i]["line"]):
                    yield from fill(deal, missing[:part] + (count - 1,) + missing[part + 1:], open_units, i, members + ((i, part),))

    seen = {}
    tried = [0]

    def go(open_units, taken, gain, priority):
        tried[0] += 1
        if tried[0] > MOST_WAYS:
            raise Ambiguous
        key = (open_units, tuple(sorted((d, sets) for d, (sets, _, _) in taken.items())))
        if seen.get(key, (-1, 0)) > (gain, priority):
            return
        seen[key] = (gain, priority)
        rest = sum(((bases[i][0] or {}).get("priority", 0)) * count for i, count in enumerate(open_units))
        outcome = tuple(sorted((d, sets, units, discount) for d, (sets, units, discount) in taken.items()))
        found.setdefault((gain, priority + rest), set()).add(outcome)
        groups = {d.get("exclusive_group"): d["id"] for d in searched if d["id"] in taken and d.get("exclusive_group")}
        for deal in searched:
            sets, units, discount = taken.get(deal["id"], (0, (0,) * len(lines), 0))
            if sets >= left[deal["id"]] or groups.get(deal.get("exclusive_group"), deal["id"]) != deal["id"]:
                continue
            for members in set(fill(deal, tuple(p["count"] for p in parts[deal["id"]]), open_units, 0, ())):
                full = sum(lines[i]["price"] for i, _ in members)
                at_base = sum(lines[i]["price"] - bases[i][1] for i, _ in members)
                price = cost(deal, members)
                if price >= at_base:
                    continue
                fewer, more = list(open_units), list(units)
                for i, _ in members:
                    fewer[i] -= 1
                    more[i] += 1
                go(tuple(fewer), {**taken, deal["id"]: (sets + 1, tuple(more), discount + full - price)}, gain + at_base - price,
                   priority + deal.get("priority", 0) * len(members))

    go(tuple(line["units"] for line in lines), {}, 0, 0)
    best = max(found)
    if len(found[best]) > 1:
        raise Ambiguous
    plan = next(iter(found[best]))
    return {"sets": {d: s for d, s, _, _ in plan}, "units": {d: u for d, _, u, _ in plan}, "discount": {d: x for d, _, _, x in plan}}


# ---- cases

def uuid(group, number):
    return f"00000000-0000-000{group}-0000-{number:012d}"


def line(product, units, price, **more):
    return {"product_id": uuid(3, product), "category_ids": [uuid(4, product % 3)], "brand": f"B{product % 2}", "quantity_milli": units * 1000,
            "unit_price_minor": price, "taxes": [{"code": "A", "rate_micro": 190000}], **more}


def no_turnover(kind, units, price):
    entry = line(9, units, price, kind=kind)
    del entry["taxes"]
    return entry


def promotion(number, layer, **more):
    return {"id": uuid(2, number), "name": f"P{number}", "layer": layer, **more}


def goods(*products):
    return {"product_ids": [uuid(3, p) for p in products]}


def given(lines, promotions, sale=None, **more):
    cart = {"lines": lines}
    if "discounts" in more:
        cart["discounts"] = more.pop("discounts")
    return {"cart": cart, "sale": {"day": "2026-11-28", "minute": 720, **(sale or {})}, "promotions": promotions, **more}


def about(some, layer, benefit, condition=None):
    """The goods, where the promotion asks for any."""
    minimum = (condition or {}).get("minimum")
    asks = minimum and "goods" not in minimum or (layer != "total" if {"percent_micro", "amount_minor"} & benefit.keys() else "set" not in benefit)
    return {"goods": some} if asks else {}


def percent_offer(**condition):
    return [promotion(1, "total", percent_micro=100000, condition=condition)]


def written():
    """Cases by hand: what is asked, and what the customer pays."""
    thirds = [line(1, 1, 300), line(2, 1, 200), line(3, 1, 100)]
    gold = {"customer": {"id": uuid(5, 1), "tier": "gold"}}
    ten = [line(1, 1, 1000)]
    yield "10 % of three", "29.97 - 2.997", given([line(1, 3, 999), line(2, 1, 500)], [promotion(1, "deal", percent_micro=100000, goods=goods(1))]), 3197
    yield "cheap units are not rounded one by one", "100 x 0.05 - 10 %", given([line(1, 100, 5)], [promotion(1, "deal", percent_micro=100000)]), 450
    yield "cheapest of three free", "by definition", given(thirds, [promotion(1, "deal", set={"parts": [{"count": 3, "goods": EVERYTHING}], "cheapest": {"count": 1}})]), 500
    yield "two sets from the dearest units down", "5 4 3 | 3 2 1", given(
        [line(1, 1, 500), line(2, 1, 400), line(3, 2, 300), line(4, 1, 200), line(5, 1, 100)],
        [promotion(1, "deal", set={"parts": [{"count": 3, "goods": EVERYTHING}], "cheapest": {"count": 1}})]), 1400
    yield "any three for 10.00", "the three dearest", given(
        [line(1, 2, 450), line(2, 1, 400), line(3, 1, 380)], [promotion(1, "deal", set={"parts": [{"count": 3, "goods": EVERYTHING}], "price_minor": 1000})]), 1380
    yield "a bundle", "5.00 + 2 x 2.00 for 7.00", given(
        [line(1, 2, 500), line(2, 3, 200)],
        [promotion(1, "deal", set={"parts": [{"count": 1, "goods": goods(1)}, {"count": 2, "goods": goods(2)}], "price_minor": 700})]), 1400
    yield "buy two, get another at half price", "by definition", given(
        [line(1, 5, 100), line(2, 2, 300)],
        [promotion(1, "deal", set={"parts": [{"count": 2, "goods": goods(1)}, {"count": 1, "goods": goods(2)}], "last_percent_micro": 500000})]), 800
    yield "the better of two deals", "3 for 2 beats 20 %; the fourth gets 20 %", given(
        [line(1, 4, 100)], [promotion(1, "deal", percent_micro=200000), promotion(2, "deal", set={"parts": [{"count": 3, "goods": goods(1)}], "cheapest": {"count": 1}})]), 280
    yield "the price layer comes first", "100.00 - 5 % - 20 %", given(
        [line(1, 1, 10000)], [promotion(1, "price", percent_micro=50000), promotion(2, "deal", percent_micro=200000)]), 7600
    yield "a deal and the total", "half off, then a spend step at shelf prices", given(
        [line(1, 1, 10000)], [promotion(1, "total", spend=[{"from_minor": 5000, "amount_minor": 500}, {"from_minor": 10000, "percent_micro": 150000}]),
                              promotion(2, "deal", percent_micro=500000)]), 4250
    yield "the lower step takes more off", "25.00 - 3.00, not - 1.00", given(
        [line(1, 1, 2500)], [promotion(1, "total", spend=[{"from_minor": 1000, "amount_minor": 300}, {"from_minor": 2000, "amount_minor": 100}])]), 2200
    for grams, pays in [(1999, 800), (2000, 800), (2001, 800), (300, 120)]:
        yield f"a price for a kilogram, {grams} g", "4.00 instead of 5.00 a kilogram", given(
            [dict(line(1, 1, 500), quantity_milli=grams, unit="KGM")], [promotion(1, "deal", fixed_price_minor=400)]), pays
    yield "an amount off each kilogram, before deals", "1.5 kg at 5.00 - 1.00", given(
        [dict(line(1, 1, 500), quantity_milli=1500, unit="KGM")], [promotion(1, "price", amount_minor=100)]), 600
    yield "an amount off each kilogram, once", "2 kg at 5.00 - 1.00, and 1 kg at 4.00", given(
        [dict(line(1, 2, 500), unit="KGM"), dict(line(1, 1, 400), unit="KGM")], [promotion(1, "deal", amount_minor=100, limits={"per_cart": 1})]), 1200
    yield "what is weighed is one unit of a set", "3 kg of one apple sort are no three apples", given(
        [dict(line(1, 3, 500), unit="KGM")], [promotion(1, "deal", set={"parts": [{"count": 3, "goods": EVERYTHING}], "cheapest": {"count": 1}})]), 1500
    yield "a tag twice is a tag", "10.00 does not reach 15.00", given(
        [line(1, 1, 1000, tags=["x", "x"])],
        [promotion(1, "total", amount_minor=500, condition={"minimum": {"spend_minor": 1500, "goods": {"tags": ["x"]}}})]), 1000
    yield "what is not to be discounted counts for no step", "15.00, of which 5.00 count", given(
        [line(1, 1, 1000, discountable=False), line(2, 1, 500)], [promotion(1, "total", spend=[{"from_minor": 1500, "amount_minor": 300}])]), 1500
    yield "an amount off the total, if enough of something is bought", "12.00 - 5.00", given(
        [line(1, 1, 1000), line(2, 2, 100)],
        [promotion(1, "total", amount_minor=500, goods=goods(2), condition={"minimum": {"quantity_milli": 2000}})]), 700
    yield "an amount off each set", "4 x 1.00 - 2 x 0.50", given(
        [line(1, 4, 100)], [promotion(1, "deal", set={"parts": [{"count": 2, "goods": goods(1)}], "amount_minor": 50})]), 300
    yield "one deal of a group, though they are about different goods", "10 % of 10.00, not of 5.00 too", given(
        [line(1, 1, 1000), line(2, 1, 500)],
        [promotion(1, "deal", percent_micro=100000, goods=goods(1), exclusive_group="g"), promotion(2, "deal", percent_micro=100000, goods=goods(2), exclusive_group="g")]), 1400
    yield "one of a group", "10 % of 2.00 or 0.30 off", given(
        [line(1, 1, 200)], [promotion(1, "total", percent_micro=100000, exclusive_group="g"), promotion(2, "total", amount_minor=30, exclusive_group="g")]), 170
    yield "two units at the lower price", "limit per cart", given([line(1, 5, 100)], [promotion(1, "deal", amount_minor=10, limits={"per_cart": 2})]), 480
    yield "the last use of a customer", "limit per customer", given(
        [line(1, 5, 100)], [promotion(1, "deal", amount_minor=10, limits={"per_customer": 3})],
        {**gold, "usage": [{"promotion_id": uuid(2, 1), "by_customer": 2, "in_all": 0}]}), 490
    yield "nobody known, no limited offer", "limit per customer", given([line(1, 5, 100)], [promotion(1, "deal", amount_minor=10, limits={"per_customer": 3})]), 500
    yield "not to be discounted", "fixed by law", given(
        [line(1, 1, 1000), line(2, 1, 1000, discountable=False)], [promotion(1, "total", percent_micro=500000)]), 1500
    half_off = promotion(1, "total", percent_micro=500000)
    yield "a deposit is no turnover", "half off 10.00, nothing off 0.25, and tax on what is turnover", given(
        [line(1, 1, 1000), no_turnover("deposit", 1, 25)], [half_off]), 525
    yield "a gift card counts for no minimum", "10.00 does not reach 15.00", given(
        [line(1, 1, 1000), no_turnover("gift_card", 1, 5000)],
        [promotion(1, "total", amount_minor=500, condition={"minimum": {"spend_minor": 1500}}, goods=EVERYTHING)]), 6000
    yield "a person's discount on a gift card", "50.00, and half off 10.00", given(
        [line(1, 1, 1000), dict(no_turnover("gift_card", 1, 5000), discounts=[{"percent_micro": 500000, "reason": "friend"}])], [],
        discounts=[{"percent_micro": 500000, "reason": "friend"}]), 5500
    yield "empties given back", "half off 10.00, less 3 x 0.25", given([line(1, 1, 1000), no_turnover("deposit", -3, 25)], [half_off]), 425
    yield "empties alone", "the shop pays 0.75", given([no_turnover("deposit", -3, 25)], [half_off]), -75
    yield "empties whose deposit is taxed", "half off 10.00, less 3 x 0.25 with 19 % in it", given(
        [line(1, 1, 1000), line(9, -3, 25, discountable=False)], [half_off]), 425
    yield "granted by hand", "30.00 - 1.00 - 10 % - 10 %", given(
        [line(1, 3, 1000, discounts=[{"amount_minor": 100, "reason": "dented"}])], [promotion(1, "deal", percent_micro=100000)],
        discounts=[{"percent_micro": 100000, "reason": "friend"}]), 2349
    yield "an amount off many units", "(128.00 - 0.01) / 2 is 63.995, half to even at each step", given(
        [line(1, 128, 100, discounts=[{"amount_minor": 1, "reason": "dented"}])], [], discounts=[{"percent_micro": 500000, "reason": "friend"}]), 6400
    yield "an amount that three units can't share", "3.00 - 1.00, whatever the rounding", dict(given(
        [line(1, 3, 100, discounts=[{"amount_minor": 100, "reason": "dented"}])], []), rounding="up"), 200
    yield "half of what an amount has left", "(2.01 - 1.00) / 2 is 0.505, half to even", given(
        [line(1, 3, 67, discounts=[{"amount_minor": 100, "reason": "dented"}])], [], discounts=[{"percent_micro": 500000, "reason": "friend"}]), 50
    yield "nothing left after an amount", "two of three for nothing, and the third", dict(given(
        [line(1, 3, 100, discounts=[{"amount_minor": 100, "reason": "dented"}])], [promotion(1, "deal", percent_micro=1000000)]), rounding="up"), 0
    yield "an amount, and another of more than is left", "0.09 - 0.01 - 0.08", dict(given(
        [line(1, 3, 3, discounts=[{"amount_minor": 1, "reason": "dented"}, {"amount_minor": 11, "reason": "friend"}])], []), rounding="up"), 0
    yield "an amount, all of it, and an amount", "0.30 - 0.01 - 100 %, and nothing more", dict(given(
        [line(1, 3, 10, discounts=[{"amount_minor": 1, "reason": "a"}, {"percent_micro": 1000000, "reason": "b"}, {"amount_minor": 1, "reason": "c"}]),
         line(2, 1, 1000)], [], discounts=[{"percent_micro": 100000, "reason": "friend"}]), rounding="down"), 900
    yield "nearly all of a line in eight amounts, then half", "0.30 in amounts of 7 x 0.01 and 0.23, nothing is left of it", dict(given(
        [line(1, 3, 10, discounts=[{"amount_minor": 1, "reason": "a"}] * 7 + [{"amount_minor": 23, "reason": "b"}]), line(2, 1, 1000)],
        [promotion(1, "deal", goods=goods(1), percent_micro=500000)],
        discounts=[{"percent_micro": 100000, "reason": "friend"}]), rounding="down"), 900
    yield "an amount, then a price for each", "three at 0.03, whatever was granted before", dict(given(
        [line(1, 3, 10, discounts=[{"amount_minor": 1, "reason": "dented"}])], [promotion(1, "deal", fixed_price_minor=3)]), rounding="down"), 9
    yield "money without goods has no kilograms", "a price for each is one for the line", given(
        [dict(line(1, 0, 999), unit="KGM", shelf_minor=500)], [promotion(1, "deal", fixed_price_minor=100)]), 100
    yield "a label's price is one unit", "12.33 - 10 %, half to even", given(
        [dict(line(1, 1, 999), quantity_milli=1234, shelf_minor=1233)], [promotion(1, "deal", percent_micro=100000)]), 1110
    for name, condition, sale, pays in [
        ("on the last day", {"last_day": "2026-11-28"}, {}, 900), ("a day late", {"last_day": "2026-11-27"}, {}, 1000),
        ("a day early", {"first_day": "2026-11-29"}, {}, 1000),
        ("Saturday's happy hour", {"hours": [{"weekdays": [6], "from_minute": 960, "until_minute": 1080}]}, {"minute": 960}, 900),
        ("its end is not included", {"hours": [{"weekdays": [6], "from_minute": 960, "until_minute": 1080}]}, {"minute": 1080}, 1000),
        ("Friday night reaches into Saturday", {"hours": [{"weekdays": [5], "from_minute": 1320, "until_minute": 120}]}, {"minute": 60}, 900),
        ("Saturday night has not begun", {"hours": [{"weekdays": [6], "from_minute": 1320, "until_minute": 120}]}, {"minute": 60}, 1000),
        ("for gold", {"tiers": ["gold", "platinum"]}, gold, 900), ("not for strangers", {"tiers": ["gold"]}, {}, 1000),
        ("with the coupon", {"coupon_code": "NOV"}, {"coupons": ["NOV"]}, 900), ("without the coupon", {"coupon_code": "NOV"}, {"coupons": ["DEC"]}, 1000),
        ("two days after the birthday", {"birthday_within_days": 2}, {"customer": {"id": uuid(5, 1), "birthday": "11-26"}}, 900),
        ("three days after the birthday", {"birthday_within_days": 2}, {"customer": {"id": uuid(5, 1), "birthday": "11-25"}}, 1000),
        ("born on 29 February", {"birthday_within_days": 0}, {"day": "2027-02-28", "customer": {"id": uuid(5, 1), "birthday": "02-29"}}, 900),
        ("new year in between", {"birthday_within_days": 3}, {"day": "2026-12-30", "customer": {"id": uuid(5, 1), "birthday": "01-02"}}, 900),
        ("in this store", {"store_ids": [uuid(6, 1)]}, {"store_id": uuid(6, 1)}, 900), ("in another store", {"store_ids": [uuid(6, 1)]}, {"store_id": uuid(6, 2)}, 1000),
        ("enough bought", {"minimum": {"spend_minor": 1000}}, {}, 900), ("not enough bought", {"minimum": {"spend_minor": 1001}}, {}, 1000),
        ("enough pieces", {"minimum": {"quantity_milli": 1000}}, {}, 900),
        ("of the wrong goods", {"minimum": {"quantity_milli": 1000, "goods": goods(2)}}, {}, 1000)]:
        yield name, "by definition", given(ten, percent_offer(**condition), sale), pays


def randomly(seed):
    chance = random.Random(seed)
    pick = chance.randint

    def some_goods():
        kind_of = pick(0, 5)
        if kind_of == 0:
            return EVERYTHING
        if kind_of == 1:
            return {"category_ids": [uuid(4, pick(0, 2))]}
        if kind_of == 2:
            return {"brands": [f"B{pick(0, 1)}"]}
        if kind_of == 3:
            return {"everything": True, "except": goods(pick(1, 4))}
        return goods(*sorted({pick(1, 4) for _ in range(2)}))

    def percent():
        return pick(1, 100) * 10000

    def some_set():
        kind_of = pick(0, 4)
        if kind_of == 0:
            return {"parts": [{"count": pick(2, 3), "goods": some_goods()}], "price_minor": pick(50, 900)}
        if kind_of == 1:
            return {"parts": [{"count": pick(2, 4), "goods": some_goods()}], "cheapest": {"count": 1, "percent_micro": percent()}}
        if kind_of == 2:
            return {"parts": [{"count": pick(2, 3), "goods": some_goods()}], "percent_micro": percent()}
        if kind_of == 3:
            return {"parts": [{"count": pick(1, 2), "goods": some_goods()}, {"count": 1, "goods": some_goods()}], "last_percent_micro": percent()}
        return {"parts": [{"count": 1, "goods": some_goods()}, {"count": 1, "goods": some_goods()}], "price_minor": pick(50, 900)}

    def some_promotion(number):
        layer = chance.choice(["price", "deal", "deal", "deal", "total"])
        benefit = {"percent_micro": percent()} if pick(0, 2) else {"amount_minor": pick(1, 200)}
        if layer == "deal" and pick(0, 2):
            benefit = {"set": some_set()}
        elif layer == "total" and pick(0, 2) == 0:
            benefit = {"spend": [{"from_minor": pick(0, 1500), "percent_micro": percent()}, {"from_minor": pick(0, 3000), "amount_minor": pick(1, 300)}]}
        elif layer != "total" and pick(0, 3) == 0:
            benefit = {"fixed_price_minor": pick(10, 400)}
        more = {}
        if layer == "deal" and pick(0, 3) == 0:
            more["limits"] = {"per_cart": pick(1, 2)}
        if pick(0, 4) == 0:
            more["exclusive_group"] = layer
        if pick(0, 2) == 0:
            more["priority"] = pick(0, 2)
        return promotion(number, layer, **benefit, **about(some_goods(), layer, benefit, more.get("condition")), **more)

    prices = [pick(1, 600) for _ in range(5)]
    lines = []
    for product in sorted({pick(1, 4) for _ in range(pick(1, 4))}):
        lines.append(line(product, pick(1, 2), prices[product]))
    if pick(0, 4) == 0:
        lines[0]["discounts"] = [{"percent_micro": percent(), "reason": "by hand"}]
    more = {"rounding": chance.choice(["half_even", "half_up", "up", "down"]), "tax_rules": {"mode": chance.choice(["inclusive", "exclusive"]), "rounding": "half_even"}}
    if pick(0, 4) == 0:
        more["discounts"] = [{"amount_minor": pick(1, 100), "reason": "by hand"}]
    chance.shuffle(lines)
    return given(lines, [some_promotion(n + 1) for n in range(pick(1, 5))], **more)


def widely(seed):
    """Like `randomly`, with more of everything: units, parts, weights, groups, limits, usage, exceptions, tags, discounts by hand."""
    chance = random.Random(f"widely {seed}")
    pick = chance.randint
    percent = lambda: pick(0, 40) * 25000
    few = lambda: sorted({pick(1, 5) for _ in range(pick(1, 3))})

    def some_goods():
        named = chance.choice([
            EVERYTHING, {"category_ids": [uuid(4, pick(0, 2))]}, {"brands": [f"B{pick(0, 1)}"]}, {"tags": [chance.choice("xyz")]}, goods(*few()), goods(*few()),
            {"brands": ["B1"], "tags": ["x"], **goods(pick(1, 5))}])
        if pick(0, 3) == 0:
            return {**named, "except": chance.choice([goods(pick(1, 5)), {"tags": [chance.choice("xyz")]}, {"brands": ["B0"]}, {"category_ids": [uuid(4, 1)]}])}
        return named

    def parts(*counts):
        return [{"count": count, "goods": some_goods()} for count in counts]

    def some_set():
        return chance.choice([
            lambda: {"parts": parts(pick(2, 4)), "price_minor": pick(0, 900)},
            lambda: {"parts": parts(4), "cheapest": {"count": 2, "percent_micro": percent()}},
            lambda: {"parts": parts(pick(2, 5)), "cheapest": {"count": pick(1, 2), "percent_micro": percent()}},
            lambda: {"parts": parts(1, 1, 1), "price_minor": pick(50, 900)},
            lambda: {"parts": parts(1, pick(1, 2), 1), "percent_micro": percent()},
            lambda: {"parts": parts(pick(1, 2), pick(1, 2)), "last_percent_micro": percent()},
            lambda: {"parts": parts(pick(2, 3)), "amount_minor": pick(1, 250)},
            lambda: {"parts": parts(1, pick(1, 2)), "amount_minor": pick(1, 250)}])()

    def some_promotion(number):
        layer = chance.choice(["price", "price", "deal", "deal", "deal", "total"])
        benefit = {"percent_micro": percent()} if pick(0, 1) else {"amount_minor": pick(0, 150)}
        if layer == "deal" and pick(0, 2):
            benefit = {"set": some_set()}
        elif layer == "total" and pick(0, 1):
            benefit = {"spend": [{"from_minor": pick(0, 2500), **chance.choice([{"percent_micro": percent()}, {"amount_minor": pick(0, 300)}])} for _ in range(pick(1, 3))]}
        elif layer != "total" and pick(0, 3) == 0:
            benefit = {"fixed_price_minor": pick(0, 400)}
        more = {}
        if pick(0, 2) == 0:
            more["limits"] = {name: pick(1, 3) for name in chance.sample(["per_cart", "per_customer", "in_all"], pick(1, 2))}
        if pick(0, 2) == 0:
            more["exclusive_group"] = layer + chance.choice("ab")
        if pick(0, 1) == 0:
            more["priority"] = pick(-1, 3)
        if pick(0, 4) == 0:
            more["condition"] = {"minimum": {chance.choice(["spend_minor", "quantity_milli"]): pick(0, 2500), **({"goods": some_goods()} if pick(0, 1) else {})}}
        return promotion(number, layer, **benefit, **about(some_goods(), layer, benefit, more.get("condition")), **more)

    def by_hand(most):
        return [{**chance.choice([{"percent_micro": percent()}, {"amount_minor": pick(0, 300)}]), "reason": "by hand"} for _ in range(pick(1, most))]

    lines = []
    for product in chance.sample(range(1, 6), pick(1, 4)):
        entry = line(product, pick(1, chance.choice([1, 3, 6])), pick(0, 600))
        if pick(0, 4) == 0:
            entry["quantity_milli"] = pick(1, 5000) if pick(0, 2) else pick(1, 5) * 1000
            if pick(0, 2):
                entry["unit"] = chance.choice(["KGM", "LTR", "GRM"])
            if pick(0, 1):
                entry["shelf_minor"] = pick(0, 900)
        if pick(0, 1):
            entry["tags"] = sorted(chance.sample("xyz", pick(1, 2)))
        if pick(0, 6) == 0:
            entry["discountable"] = False
        if pick(0, 3) == 0:
            entry["discounts"] = by_hand(2)
        lines.append(entry)
    sale = {"minute": pick(0, 1439)}
    promotions = [some_promotion(n + 1) for n in range(pick(1, 7))]
    if pick(0, 1):
        sale["customer"] = {"id": uuid(5, 1)}
        sale["usage"] = [{"promotion_id": p["id"], "by_customer": pick(0, 2), "in_all": pick(0, 3)} for p in promotions if pick(0, 1)]
    more = {"rounding": chance.choice(["half_even", "half_up", "up", "down"]),
            "tax_rules": {"mode": chance.choice(["inclusive", "exclusive"]), "rounding": chance.choice(["half_even", "half_up", "up", "down"])}}
    if pick(0, 3) == 0:
        more["discounts"] = by_hand(3)
    return given(lines, promotions, sale, **more)


def generate():
    cases = []
    for name, source, asked, pays in written():
        expected = checkout(asked)
        assert expected["amount_minor"] == pays, (name, expected["amount_minor"], pays)
        cases.append({"name": name, "source": source, "do": "checkout", "given": asked, "expect": expected})
    for make, seeds in [(randomly, range(1, 221)), (widely, range(1, 71))]:
        for seed in seeds:
            asked = make(seed)
            try:
                expected = checkout(asked)
            except Ambiguous:
                continue
            name = f"seed {seed}" if make is randomly else f"more of everything, seed {seed}"
            cases.append({"name": name, "source": "every way to deal the units out, tried with exact fractions", "do": "checkout", "given": asked, "expect": expected})
    text = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    FILE.write_text('{"format": "retail-vectors/1", "area": "promotions", "cases": [\n' + text + "\n]}\n")
    print(f"{FILE.name}: {len(cases)} cases")


def compare():
    differing = 0
    cases = json.loads(FILE.read_text())["cases"]
    for case in cases:
        found = checkout(case["given"])
        if found != case["expect"]:
            differing += 1
            print(f"{case['name']}\n  expected {case['expect']}\n  found    {found}")
    print(f"{len(cases)} cases, {differing} differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    if sys.argv[1:] == ["--generate"]:
        generate()
    elif not sys.argv[1:]:
        compare()
    else:
        print(__doc__)
        sys.exit(0 if sys.argv[1:] in (["-h"], ["--help"]) else 2)
