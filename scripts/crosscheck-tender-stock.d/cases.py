"""The worked cases with the results of their sources, and how random ones are drawn."""

from datetime import date, timedelta

CANADA = "Canada, elimination of the penny: cash totals to five cents (Department of Finance, 2012)"
DEFINITION = "by definition"
JOURNEY = "The Complete Journey (84.51°): a manufacturer's coupon is a tender and may be worth more than its line"
CHOPRA = "Chopra and Meindl, Supply Chain Management, on safety inventory: 22,491 with its z of more decimals"
LUHN = "ISO/IEC 7812-1 and PCI DSS 3.2; test numbers of the card schemes"
MULLIGAN = "Bragg, Inventory Best Practices / AccountingTools, FIFO: Mulligan Imports, in dollars"
SQUARE = "Square's rule: on hand is the last physical count and the later movements"
ODOO = "worked value: sell 10 at cost 0, receive 5 at 10: 10, not -10"
TEXTBOOK = "sample standard deviation of 2, 4, 4, 4, 5, 5, 7, 9: the root of 32/7"


def uuid(number):
    return f"00000000-0000-7000-8000-{number:012x}"


def tender(kind, amount, reference=None, points=0, goods=None):
    return {"kind": kind, "amount_minor": amount, "reference": reference, "points": points, "goods_value_minor": goods}


def rule(kind, excess, pays=True, pays_back=True, needs_reference=False):
    return {"kind": kind, "pays": pays, "pays_back": pays_back, "excess": excess, "needs_reference": needs_reference}


def settling(due, tenders, step=5, rules=()):
    return {"due_minor": due, "cash_step_minor": step, "cash_rounding": "half_up", "rules": list(rules), "tenders": tenders}


def settled(parts, rounding, change, outstanding):
    names = ("applied_minor", "settled_minor", "rounding_minor", "change_minor", "unused_minor")
    return {
        "parts": [dict(zip(names, part)) for part in parts], "rounding_minor": rounding, "change_minor": change,
        "outstanding_minor": outstanding}


def canada():
    for cents, rounds in zip(range(1, 10), (0, 0, 5, 5, 5, 5, 5, 10, 10)):
        yield (
            "settle", f"Canada, 12.3{cents} in cash", CANADA, settling(1230 + cents, [tender("cash", 2000)]),
            settled([(1230 + rounds, 1230 + cents, rounds - cents, 770 - rounds, 0)], rounds - cents, 770 - rounds, 0))


def partial(*parts):
    return {"parts": [dict(zip(("quantity_milli", "paid_minor", "amounts_minor", "points", "maker_coupon_minor"), part)) for part in parts]}


def line(refunds, quantity=3000, paid=1000, amounts=(160, -1), points=10, coupon=0):
    given = {"quantity_milli": quantity, "paid_minor": paid, "amounts_minor": list(amounts), "points": points, "refunds_milli": refunds}
    return {**given, "maker_coupon_minor": coupon} if coupon else given


def paid(kind, amount, refunded=0, reference=None, points=0):
    return {"kind": kind, "settled_minor": amount, "refunded_minor": refunded, "reference": reference, "points": points}


def refunding(amount, tenders, coupon=0, order=(), most_cash=None, instead="store_credit"):
    return {
        "amount_minor": amount, "maker_coupon_minor": coupon, "paid": tenders, "order": list(order), "most_cash_minor": most_cash,
        "instead_of_cash": instead}


def refunded(*tenders):
    return {"tenders": [dict(zip(("kind", "amount_minor", "source", "reference", "points"), t)) for t in tenders]}


def value(number, kind, amount, of=None):
    return {"id": uuid(number), "kind": kind, "amount_minor": amount, "of": None if of is None else uuid(of)}


def points(number, kind, count, of=None, day="2026-01-01", last_day=None):
    return {
        "id": uuid(number), "kind": kind, "points": count, "of": None if of is None else uuid(of), "day": day, "last_day": last_day}


# 40 points are over when 60 that were spent come back.
OVER = points(1, "earn", 40, last_day="2026-01-31")
SPENT_EARNING = points(2, "earn", 60, day="2026-02-01")
SPENDING = points(3, "redeem", 60, day="2026-02-01")
EXPIRY = points(4, "expire", 40, day="2026-02-02")
RETURN = points(5, "reverse", 60, 2, day="2026-02-02")


def earning(lines, by_points=0, multiplier=100):
    return {
        "points": 1, "per_minor": 100, "rounding": "down", "multiplier_hundredths": multiplier, "paid_with_points_minor": by_points,
        "lines": [{"paid_minor": amount, "earns": earns} for amount, earns in lines]}


LEVELS = [
    {"tier": "bronze", "threshold": 0, "multiplier_hundredths": 100}, {"tier": "silver", "threshold": 50_000, "multiplier_hundredths": 125},
    {"tier": "gold", "threshold": 200_000, "multiplier_hundredths": 150}]


def receive(quantity, cost):
    return {"kind": "receive", "quantity_milli": quantity, "unit_cost_micro_minor": cost}


def issue(quantity):
    return {"kind": "issue", "quantity_milli": quantity, "unit_cost_micro_minor": None}


def layer(quantity, total):
    return {"kind": "receive", "quantity_milli": quantity, "total_minor": total}


def sell(quantity):
    return {"kind": "issue", "quantity_milli": quantity, "total_minor": None}


def bought(covered, variance):
    return {"cost_minor": None, "uncovered_milli": None, "covered_milli": covered, "variance_minor": variance}


def sold(cost, uncovered=0):
    return {"cost_minor": cost, "uncovered_milli": uncovered, "covered_milli": None, "variance_minor": None}


def arrival(number, kind, at, quantity):
    return {"kind": kind, "id": uuid(number), "occurred_at": f"2026-03-02T{at}:00Z", "quantity_milli": quantity}


def batch(number, on_hand, expiry=None, received="2026-01-01T08:00:00Z", blocked=False):
    return {"batch": uuid(number), "expiry": expiry, "received_at": received, "on_hand_milli": on_hand, "blocked": blocked}


def picking(wanted, batches, scanned=None, rule="fefo", day="2026-03-02", days_left=0):
    return {
        "wanted_milli": wanted, "batches": batches, "scanned": None if scanned is None else uuid(scanned), "rule": rule, "day": day,
        "minimum_days_left": days_left}


def picked(parts, missing=0, expired=False, blocked=False, unknown=False):
    return {
        "parts": [{"batch": uuid(number), "quantity_milli": quantity, "how": how} for number, quantity, how in parts],
        "missing_milli": missing, "scanned_expired": expired, "scanned_blocked": blocked, "scanned_unknown": unknown}


def staged(day, seen, expiry="2026-03-31"):
    return {"stages": [30, 15, 7, 3], "expiry": expiry, "seen": seen, "day": day}


WORKED = {
    "tender": [
        *canada(),
        ("settle", "a card pays to the cent", CANADA, settling(1233, [tender("card", 1233, "t")]), settled([(1233, 1233, 0, 0, 0)], 0, 0, 0)),
        ("settle", "only the cash remainder of a mixed tender is rounded", CANADA,
         settling(1234, [tender("cash", 500), tender("card", 1002, "t")]),
         settled([(230, 232, -2, 270, 0), (1002, 1002, 0, 0, 0)], -2, 270, 0)),
        ("settle", "two cents left and no cash to hand over", CANADA, settling(1002, [tender("card", 1000, "t"), tender("cash", 0)]),
         settled([(1000, 1000, 0, 0, 0), (0, 2, -2, 0, 0)], -2, 0, 0)),
        ("settle", "a deposit is not rounded", DEFINITION, settling(9998, [tender("cash", 3000)]), settled([(3000, 3000, 0, 0, 0)], 0, 0, 6998)),
        ("settle", "exact coins settle exactly", DEFINITION, settling(998, [tender("cash", 998)]), settled([(998, 998, 0, 0, 0)], 0, 0, 0)),
        ("settle", "a card may not exceed what is due", DEFINITION, settling(1000, [tender("cash", 500), tender("card", 1001, "t")]),
         {"fault": "tender.exceeds-due", "field": "tenders[1].amount_minor"}),
        ("settle", "a card without a reference", DEFINITION, settling(1000, [tender("card", 1000)]),
         {"fault": "tender.reference-needed", "field": "tenders[0].reference"}),
        ("settle", "a card's number instead of its token", LUHN, settling(1000, [tender("cash", 500), tender("card", 500, "4111 1111-1111 1111")]),
         {"fault": "tender.card-number", "field": "tenders[1].reference"}),
        ("settle", "a card's number in dots, no-break spaces and dashes of print", LUHN,
         settling(1000, [tender("card", 1000, "4111.1111\u00a01111\u20111111")]), {"fault": "tender.card-number", "field": "tenders[0].reference"}),
        ("settle", "cash of nothing where something is due", DEFINITION, settling(1000, [tender("cash", 0)]),
         settled([(0, 0, 0, 0, 0)], 0, 0, 1000)),
        ("settle", "a card's number among other tenders", LUHN, settling(1000, [tender("other", 1000, "378282246310005")]),
         {"fault": "tender.card-number", "field": "tenders[0].reference"}),
        ("settle", "a token that has a card's number in it", LUHN, settling(1000, [tender("card", 1000, "tok_4111111111111111")]),
         settled([(1000, 1000, 0, 0, 0)], 0, 0, 0)),
        ("settle", "gift cards and vouchers may be numbered as cards are", LUHN,
         settling(1000, [tender("gift_card", 600, "6006491260550217"), tender("maker_coupon", 400, "4006381333924")]),
         settled([(600, 600, 0, 0, 0), (400, 400, 0, 0, 0)], 0, 0, 0)),
        ("settle", "two cash tenders, rounded up: the exact amount goes with the first", DEFINITION,
         settling(98, [tender("cash", 60), tender("cash", 50)]), settled([(60, 60, 0, 0, 0), (40, 38, 2, 10, 0)], 2, 10, 0)),
        ("settle", "two cash tenders, rounded down: the rounding goes with the first", DEFINITION,
         settling(102, [tender("cash", 60), tender("cash", 50)]), settled([(60, 62, -2, 0, 0), (40, 40, 0, 10, 0)], -2, 10, 0)),
        ("settle", "points that don't say how many", DEFINITION, settling(1000, [tender("cash", 500), tender("loyalty_points", 500)]),
         {"fault": "tender.points-differ", "field": "tenders[1].points"}),
        ("settle", "less than a point's worth is paid back without points", DEFINITION, settling(-40, [tender("loyalty_points", -40)]),
         settled([(-40, -40, 0, 0, 0)], 0, 0, 0)),
        ("settle", "a coupon up to its goods", JOURNEY, settling(500, [tender("maker_coupon", 300, goods=200), tender("cash", 300)]),
         settled([(200, 200, 0, 0, 100), (300, 300, 0, 0, 0)], 0, 0, 0)),
        ("settle", "a coupon paid out, in coins", JOURNEY,
         settling(200, [tender("maker_coupon", 302)], rules=[rule("maker_coupon", "change", pays_back=False)]),
         settled([(202, 200, 2, 100, 0)], 2, 100, 0)),
        ("settle", "the shop pays back", CANADA, settling(-1233, [tender("card", -1000, "t"), tender("cash", -235)]),
         settled([(-1000, -1000, 0, 0, 0), (-235, -233, -2, 0, 0)], -2, 0, 0)),
        ("cash_suggestions", "23.40 in euros", DEFINITION,
         {"due_minor": 2340, "notes_minor": [500, 1000, 2000, 5000, 10000], "limit": 6},
         {"amounts_minor": [2340, 2500, 3000, 4000, 5000, 10000]}),
        ("refund_parts", "three for 10.00, one by one: the last takes the rest", DEFINITION, line([1000, 1000, None]),
         partial((1000, 333, [53, 0], 3), (1000, 334, [54, -1], 4), (1000, 333, [53, 0], 3))),
        ("refund_parts", "all at once", DEFINITION, line([None]), partial((3000, 1000, [160, -1], 10))),
        ("refund_parts", "the coupon's part of 0.22 is never more than what comes back", DEFINITION,
         line([1954, 95, None], quantity=4000, paid=22, amounts=(), points=0, coupon=17),
         partial((1954, 11, [], 0, 8), (95, 0, [], 0), (1951, 11, [], 0, 9))),
        ("refund_parts", "more than was sold", DEFINITION, line([2000, 1001]), {"fault": "refund.too-much"}),
        ("refund_parts", "money alone comes back once", "The Complete Journey (84.51°): lines of quantity 0 with money",
         line([None], quantity=0, paid=1252), partial((0, 1252, [160, -1], 10))),
        ("refund_parts", "money alone, twice", DEFINITION, line([None, None], quantity=0, paid=1252), {"fault": "refund.too-much"}),
        ("refund_tenders", "value first, cash last", DEFINITION,
         refunding(1800, [paid("cash", 500), paid("card", 1000, reference="t"), paid("gift_card", 300, reference="g")]),
         refunded(("gift_card", 300, 2, "g", 0), ("card", 1000, 1, "t", 0), ("cash", 500, 0, None, 0))),
        ("refund_tenders", "no more cash than the policy allows", DEFINITION, refunding(500, [paid("cash", 600)], most_cash=200),
         refunded(("cash", 200, 0, None, 0), ("store_credit", 300, 0, None, 0))),
        ("refund_tenders", "the coupon's part goes back to the coupon", JOURNEY,
         refunding(500, [paid("maker_coupon", 300), paid("cash", 700)], coupon=300),
         refunded(("maker_coupon", 300, 0, None, 0), ("cash", 200, 1, None, 0))),
        ("refund_tenders", "instead of cash no cash", DEFINITION, refunding(500, [paid("cash", 600)], most_cash=200, instead="cash"),
         {"fault": "refund.bad-policy"}),
        ("refund_tenders", "more than was paid", DEFINITION, refunding(701, [paid("cash", 700)]), {"fault": "refund.more-than-paid"}),
        ("value_ledger", "authorise, capture less, void, refund", DEFINITION,
         {"entries": [
             value(1, "issue", 5000), value(2, "hold", 3000), value(3, "capture", 2500, 2), value(3, "capture", 2500, 2),
             value(4, "capture", 1, 2), value(5, "hold", 2501), value(6, "hold", 2500), value(7, "void", 2500, 6), value(8, "refund", 500, 3),
             value(9, "refund", 2001, 3), value(2, "hold", 1)]},
         {"faults": [None, None, None, None, "value.hold-not-open", "value.not-enough", None, None, None, "value.refund-exceeds-capture",
                     "value.id-reused"],
          "balance_minor": 3000, "held_minor": 0, "available_minor": 3000}),
        ("points_earned", "on the sale, not on each line", DEFINITION, earning([(150, True), (150, True), (99, True)]),
         {"total": 3, "lines": [1, 1, 1]}),
        ("points_earned", "what points paid earns none", DEFINITION, earning([(2000, True), (5000, False)], by_points=1400),
         {"total": 16, "lines": [16, 0]}),
        ("points_earned", "one and a half times, rounded once", DEFINITION, earning([(1033, True)], multiplier=150), {"total": 15, "lines": [15]}),
        ("points_redeemed", "250 at 1.50 a hundred", DEFINITION,
         {"points": 100, "worth_minor": 150, "minimum": 200, "step": 50, "available": 300, "redeem": 250}, {"amount_minor": 375}),
        ("points_redeemed", "not in steps", DEFINITION,
         {"points": 100, "worth_minor": 150, "minimum": 200, "step": 50, "available": 300, "redeem": 225}, {"fault": "loyalty.bad-redemption"}),
        ("points_most", "towards 4.00", DEFINITION,
         {"points": 100, "worth_minor": 150, "minimum": 200, "step": 50, "available": 9999, "due_minor": 400}, {"points": 250}),
        ("points_redeemed", "99 of which 100 are worth a cent", DEFINITION,
         {"points": 100, "worth_minor": 1, "minimum": 0, "step": 1, "available": 150, "redeem": 99}, {"fault": "loyalty.bad-redemption"}),
        ("points_most", "the fifty beyond a hundred would pay nothing", DEFINITION,
         {"points": 100, "worth_minor": 1, "minimum": 0, "step": 1, "available": 150, "due_minor": 1}, {"points": 100}),
        ("tier", "the last twelve months count", DEFINITION,
         {"measure": "spend", "rolling_months": 12, "levels": LEVELS, "day": "2026-03-31", "activities": [
             {"day": "2025-03-31", "spend_minor": 400_000, "points": 0}, {"day": "2025-04-01", "spend_minor": 150_000, "points": 0},
             {"day": "2026-03-31", "spend_minor": 49_999, "points": 0}, {"day": "2026-04-01", "spend_minor": 900_000, "points": 0}]},
         {"tier": "silver", "multiplier_hundredths": 125}),
        ("points_last_day", "a month after the 31st", DEFINITION, {"day": "2026-01-31", "months": 1}, {"last_day": "2026-02-28"}),
        ("points_ledger", "spent points of goods that came back are owed", DEFINITION,
         {"entries": [points(1, "earn", 100), points(2, "redeem", 80), points(3, "reverse", 100, 1), points(4, "redeem", 1)], "on": "2026-01-01"},
         {"faults": [None, None, None, "points.not-enough"], "balance": -80, "available": 0, "running_out": 0}),
        ("points_ledger", "what had expired is not taken twice", DEFINITION,
         {"entries": [
             points(1, "earn", 100, last_day="2026-01-31"), points(2, "redeem", 60), points(3, "expire", 40, day="2026-02-01"),
             points(4, "reverse", 100, 1, day="2026-02-02")], "on": "2026-02-02"},
         {"faults": [None, None, None, None], "balance": -60, "available": 0, "running_out": 0}),
        ("points_ledger", "what was over pays for no return, booked before it", DEFINITION,
         {"entries": [OVER, SPENT_EARNING, SPENDING, EXPIRY, RETURN], "on": "2026-02-02"},
         {"faults": [None] * 5, "balance": -60, "available": 0, "running_out": 0}),
        ("points_ledger", "what was over pays for no return, booked after it", DEFINITION,
         {"entries": [OVER, SPENT_EARNING, SPENDING, RETURN, EXPIRY], "on": "2026-02-02"},
         {"faults": [None] * 5, "balance": -60, "available": 0, "running_out": 0}),
        ("points_ledger", "owed: nothing is redeemed, whatever the day", DEFINITION,
         {"entries": [
             points(1, "earn", 50, last_day="2026-01-05"), points(2, "redeem", 50), points(3, "earn", 100, last_day="2026-01-10"),
             points(4, "reverse", 50, 1, day="2026-01-20"), points(5, "redeem", 100, day="2026-01-08"),
             points(6, "redeem", 50, day="2026-01-08")], "on": "2026-01-08"},
         {"faults": [None] * 4 + ["points.not-enough"] * 2, "balance": 50, "available": 0, "running_out": 0}),
    ],
    "stock": [
        ("pick", "first expired first, what keeps last", "FEFO", picking(2500, [batch(1, 1000), batch(2, 1000, "2026-03-11"), batch(3, 1000, "2026-03-05")]),
         picked([(3, 1000, "inferred"), (2, 1000, "inferred"), (1, 500, "inferred")])),
        ("pick", "a scanned batch is believed", "FEFO", picking(500, [batch(1, 400, "2026-03-01", blocked=True), batch(2, 1000)], scanned=1),
         picked([(1, 400, "scanned"), (2, 100, "inferred")], expired=True, blocked=True)),
        ("average", "sold before it was received", ODOO, {"steps": [issue(10_000), receive(5000, 10_000_000)]},
         {"steps": [{"cost_minor": 0, "variance_minor": None, "covered_milli": None},
                    {"cost_minor": None, "variance_minor": 50, "covered_milli": 5000}],
          "on_hand_milli": -5000, "average_micro_minor": 10_000_000, "provisional_micro_minor": 0}),
        ("average", "mixed by quantity", DEFINITION, {"steps": [receive(10_000, 100_000_000), receive(30_000, 200_000_000), issue(40_000)]},
         {"steps": [{"cost_minor": None, "variance_minor": 0, "covered_milli": 0}, {"cost_minor": None, "variance_minor": 0, "covered_milli": 0},
                    {"cost_minor": 7000, "variance_minor": None, "covered_milli": None}],
          "on_hand_milli": 0, "average_micro_minor": 175_000_000, "provisional_micro_minor": 0}),
        ("fifo", "Mulligan Imports", MULLIGAN,
         {"steps": [layer(100_000, 21_000), sell(75_000), layer(150_000, 42_000), sell(100_000), layer(50_000, 15_000)]},
         {"steps": [bought(0, 0), sold(15_750), bought(0, 0), sold(26_250), bought(0, 0)], "on_hand_milli": 125_000, "value_minor": 36_000,
          "layers": [{"left_milli": 75_000, "value_left_minor": 21_000}, {"left_milli": 50_000, "value_left_minor": 15_000}]}),
        ("fifo", "sold before it was received", DEFINITION, {"steps": [sell(10_000), layer(5000, 50), layer(8000, 96)]},
         {"steps": [sold(0, 10_000), bought(5000, 50), bought(5000, 60)], "on_hand_milli": 3000, "value_minor": 36,
          "layers": [{"left_milli": 3000, "value_left_minor": 36}]}),
        ("count", "a sale of 13:20 arrives after the count of 13:30", SQUARE,
         {"arrivals": [arrival(1, "movement", "08:00", 10_000), arrival(2, "count", "13:30", 8000), arrival(3, "movement", "13:31", -1000),
                       arrival(4, "movement", "13:20", -2000)],
          "at": ["2026-03-02T13:35:00Z", "2026-03-02T13:30:00Z", "2026-03-02T13:10:00Z"]},
         {"on_hand_milli": [7000, 8000, 10_000], "variances": [{"id": uuid(2), "expected_milli": 8000, "difference_milli": 0}]}),
        ("count", "a movement at the instant of the count was counted", DEFINITION,
         {"arrivals": [arrival(2, "count", "13:30", 8000), arrival(1, "movement", "13:30", -1000)], "at": ["2026-03-02T13:30:00Z"]},
         {"on_hand_milli": [8000], "variances": [{"id": uuid(2), "expected_milli": -1000, "difference_milli": 9000}]}),
        ("demand", "mean and sample deviation", TEXTBOOK, {"days_milli": [2000, 4000, 4000, 4000, 5000, 5000, 7000, 9000]},
         {"mean_milli": 5000, "deviation_milli": 2139}),
        ("reorder", "2,500 a day ± 500, seven days ± seven, 90 %", CHOPRA,
         {"mean_milli": 2_500_000, "deviation_milli": 500_000, "lead_time_centidays": 700, "lead_time_deviation_centidays": 700, "service_level": 9000},
         {"z_e4": 12_816, "safety_stock_milli": 22_491_989, "lead_time_demand_milli": 17_500_000, "position_milli": 39_991_989}),
        ("reorder", "1.6449 · 13", DEFINITION,
         {"mean_milli": 10_000, "deviation_milli": 4000, "lead_time_centidays": 900, "lead_time_deviation_centidays": 50, "service_level": 9500},
         {"z_e4": 16_449, "safety_stock_milli": 21_384, "lead_time_demand_milli": 90_000, "position_milli": 111_384}),
        ("order", "61 units in packs of 12", DEFINITION,
         {"on_hand_milli": 39_000, "on_order_milli": 0, "promised_milli": 0, "reorder_at_milli": 40_000, "order_up_to_milli": 100_000,
          "pack_size_milli": 12_000, "minimum_milli": 24_000}, {"quantity_milli": 72_000}),
        ("cover", "29 at 10 a day", DEFINITION, {"on_hand_milli": 29_000, "mean_milli": 10_000}, {"days": 2}),
        ("expiry_stage", "seven days to go", DEFINITION, staged("2026-03-24", "2026-03-23"), {"stage": "within_7", "reached": "within_7"}),
        ("expiry_stage", "six days to go", DEFINITION, staged("2026-03-25", "2026-03-24"), {"stage": "within_7", "reached": None}),
        ("expiry_stage", "the last day", DEFINITION, staged("2026-03-31", "2026-03-20"), {"stage": "within_3", "reached": "within_3"}),
        ("expiry_stage", "the day after", DEFINITION, staged("2026-04-01", "2026-03-31"), {"stage": "expired", "reached": "expired"}),
        ("receiving", "two thirds of 60 days are 41 whole ones at 66.67 %", DEFINITION,
         {"expiry": "2026-03-31", "produced": "2026-01-30", "day": "2026-02-19", "minimum_days": 10, "minimum_share": 6667},
         {"verdict": "too_short", "missing_days": 1}),
        ("transit", "all that left is accounted for", DEFINITION,
         {"steps": [{"kind": "dispatch", "quantity_milli": 10_000}, {"kind": "receive", "quantity_milli": 6000},
                    {"kind": "reject", "quantity_milli": 1000}, {"kind": "lose", "quantity_milli": 2000}, {"kind": "receive", "quantity_milli": 2000}]},
         {"faults": [None, None, None, None, "transfer.more-than-open"], "dispatched_milli": 10_000, "received_milli": 6000, "rejected_milli": 1000,
          "lost_milli": 2000, "open_milli": 1000}),
        ("balance_proof", "a balance that drifted", DEFINITION,
         {"ledger": [{"key": "a", "quantity_milli": 10}, {"key": "b", "quantity_milli": 3}, {"key": "a", "quantity_milli": -4}],
          "balances": [{"key": "a", "quantity_milli": 7}, {"key": "b", "quantity_milli": 3}]},
         {"discrepancies": [{"key": "a", "ledger_milli": 6, "balance_milli": 7}]}),
    ],
}

RANDOM_CASES = {"settle": 120, "refund_parts": 40, "refund_tenders": 40, "pick": 30, "fifo": 40, "count": 30, "cash_suggestions": 10, "cover": 5,
                "points_last_day": 10, "balance_proof": 5, "transit": 10}
KINDS = ["cash", "card", "transfer", "gift_card", "store_credit", "loyalty_points", "maker_coupon", "other"]


def some_day(draw, start="2026-01-01", span=120):
    return (date.fromisoformat(start) + timedelta(days=draw.randrange(span))).isoformat()


def maybe(draw, result, odds=0.5):
    return result if draw.random() < odds else None


def random_settle(draw):
    due = draw.choice([draw.randint(1, 9999), draw.randint(1, 9999), -draw.randint(1, 9999), draw.randint(-5, 5)])
    tenders, left = [], abs(due)
    for _ in range(draw.randint(0, 4)):
        kind = draw.choice(KINDS)
        amount = draw.choice([left, draw.randint(1, max(1, left)), draw.randint(1, max(1, left)), draw.randint(1, 9999)])
        amount = draw.choice([amount, -(-amount // 5) * 5]) if kind == "cash" else max(1, amount)
        left = max(0, left - amount)
        odd = draw.random() < 0.03
        tenders.append(tender(
            kind, amount * (-1 if (due < 0) != odd else 1), maybe(draw, draw.choice("abc"), 0.95),
            draw.randint(1, 500) if (kind == "loyalty_points") != odd else 0, maybe(draw, draw.randint(0, 3000)) if kind == "maker_coupon" else None))
    rules = [rule(k, draw.choice(["refuse", "limit", "change"]), draw.random() < 0.97, draw.random() < 0.97) for k in KINDS if draw.random() < 0.3]
    return {
        "due_minor": due, "cash_step_minor": draw.choice([1, 5, 5, 10, 100]), "cash_rounding": draw.choice(["half_up", "half_up", "half_even", "up", "down"]),
        "rules": rules, "tenders": tenders}


def random_cash_suggestions(draw):
    notes = draw.choice([[500, 1000, 2000, 5000, 10000], [100, 500, 1000, 2000], [1000, 5000, 0, -5]])
    return {"due_minor": draw.randint(-100, 20000), "notes_minor": notes, "limit": draw.randint(1, 7)}


def random_refund_parts(draw):
    quantity = draw.choice([0, 1000, 3000, 7000, draw.randint(1, 99_999)])
    refunds, left = [], quantity
    while left > 0 and len(refunds) < 6:
        part = draw.randint(1, left)
        refunds.append(part)
        left -= part
    refunds.append(draw.choice([None, None, 1, 0]))
    given = line(
        refunds, quantity, draw.randint(0, 99_999), [draw.randint(-9999, 99_999) for _ in range(draw.randint(0, 4))], draw.randint(0, 999))
    if draw.randrange(3):
        return given
    given["paid_minor"] = draw.choice([draw.randint(1, 40), given["paid_minor"]])
    return {**given, "maker_coupon_minor": draw.choice([draw.randint(0, given["paid_minor"]), draw.randint(0, 99_999)])}


def random_refund_tenders(draw):
    tenders = []
    for _ in range(draw.randint(1, 4)):
        kind, amount = draw.choice(KINDS), draw.randint(0, 5000)
        tenders.append(paid(
            kind, amount, draw.choice([0, draw.randint(0, amount)]), maybe(draw, draw.choice("abc")),
            draw.randint(1, 999) if kind == "loyalty_points" else 0))

    def open_(coupons):
        return sum(t["settled_minor"] - t["refunded_minor"] for t in tenders if (t["kind"] == "maker_coupon") == coupons)

    coupon = draw.randint(0, open_(True))
    return refunding(
        coupon + draw.randint(0, open_(False)) + draw.choice([0, 0, 0, 0, 9999]), tenders, coupon, draw.sample(KINDS, draw.randint(0, 4)),
        maybe(draw, draw.randint(0, 3000)), draw.choice(["store_credit", "gift_card"]))


def random_value_ledger(draw):
    entries = [value(0, "issue", 5000)] if draw.random() < 0.9 else []
    for number in range(1, 25):
        kind = draw.choice(["load", "hold", "hold", "hold", "capture", "capture", "void", "expiry", "refund", "refund", "issue"])
        of, amount = None, draw.randint(-10, 2000)
        wanted = {"capture": "hold", "void": "hold", "refund": "capture"}.get(kind)
        if wanted is not None:
            known = [e for e in entries if e["kind"] == wanted]
            if known:
                target = draw.choice(known)
                of = int(target["id"][-12:], 16)
                amount = draw.choice([target["amount_minor"], draw.randint(1, max(1, target["amount_minor"]))])
        if draw.random() < 0.1 and entries:
            entries.append(draw.choice(entries))
        else:
            entries.append(value(draw.choice([number, number, number, number, draw.randint(0, 24)]), kind, amount, of))
    return {"entries": entries}


def random_points_earned(draw):
    lines = [(draw.choice([draw.randint(-500, 9999), draw.randint(1, 300)]), draw.random() < 0.8) for _ in range(draw.randint(0, 8))]
    cost = sum(max(0, amount) for amount, _ in lines)
    given = earning(lines, draw.choice([0, draw.randint(0, cost), cost + draw.choice([0, 1])]), draw.choice([100, 100, 125, 150, 200, 0]))
    given.update(points=draw.choice([1, 1, 5, 10]), per_minor=draw.choice([100, 100, 500, 333]), rounding=draw.choice(["down", "half_up", "half_even", "up"]))
    return given


def redeeming(draw):
    return {"points": draw.randint(1, 300), "worth_minor": draw.randint(1, 300), "minimum": draw.choice([0, 100]), "step": draw.choice([1, 10, 50])}


def random_points_redeemed(draw):
    return {**redeeming(draw), "available": draw.randint(0, 2000), "redeem": draw.choice([draw.randint(-5, 2000), draw.randint(0, 40) * 50])}


def random_points_most(draw):
    return {**redeeming(draw), "available": draw.randint(-5, 3000), "due_minor": draw.randint(-5, 3000)}


def random_tier(draw):
    activities = [
        {"day": some_day(draw, "2024-06-01", 800), "spend_minor": draw.randint(-20_000, 80_000), "points": draw.randint(-20_000, 80_000)}
        for _ in range(draw.randint(0, 8))]
    return {
        "measure": draw.choice(["spend", "points"]), "rolling_months": draw.choice([None, 1, 6, 12, 13]), "levels": LEVELS,
        "day": some_day(draw, "2025-12-01", 200), "activities": activities}


def random_points_last_day(draw):
    return {"day": some_day(draw, "1999-01-01", 20_000), "months": draw.randint(1, 40)}


def random_points_ledger(draw):
    entries = []
    for number in range(20):
        kind = draw.choice(["earn", "earn", "earn", "redeem", "redeem", "reverse", "reverse", "restore", "expire"])
        day = date(2026, 1, 1) + timedelta(days=3 * number)
        of, count = None, draw.randint(0, 40)
        known = [e for e in entries if e["kind"] == {"reverse": "earn", "restore": "redeem"}.get(kind)]
        if known:
            of = int(draw.choice(known)["id"][-12:], 16)
        last = maybe(draw, (day + timedelta(days=draw.randint(0, 30))).isoformat()) if kind in ("earn", "restore") else None
        entries.append(points(number, kind, count, of, day.isoformat(), last))
        if draw.random() < 0.05:
            entries.append(draw.choice(entries))
    return {"entries": entries, "on": some_day(draw, "2026-01-20", 80)}


def random_pick(draw):
    batches = [
        batch(n, draw.randint(-500, 3000), maybe(draw, some_day(draw, "2026-02-25", 20), 0.8), f"{some_day(draw, '2026-01-01', 3)}T08:00:00Z",
              draw.random() < 0.15) for n in range(draw.randint(0, 6))]
    return picking(
        draw.randint(-100, 6000), batches, maybe(draw, draw.randint(0, 7), 0.4), draw.choice(["fefo", "fefo", "fifo"]), "2026-03-02",
        draw.choice([0, 0, 3, -2]))


def random_average(draw):
    return {"steps": [
        issue(draw.randint(1, 20_000)) if draw.random() < 0.5 else receive(draw.randint(1, 20_000), draw.randint(0, 10**9))
        for _ in range(draw.randint(1, 12))]}


def random_fifo(draw):
    steps = [sell(draw.randint(1, 20_000)) if draw.random() < 0.5 else layer(draw.randint(1, 20_000), draw.randint(0, 99_999))
             for _ in range(draw.randint(1, 14))]
    if draw.random() < 0.05:
        steps.append(sell(0))
    return {"steps": steps}


def random_count(draw):
    def at():
        return f"{draw.randrange(8, 12):02d}:{draw.choice(['00', '20', '40'])}"

    arrivals = [arrival(n, "movement", at(), draw.randint(-5000, 5000)) for n in range(draw.randint(0, 12))]
    arrivals += [arrival(100 + n, "count", at(), draw.randint(0, 9000)) for n in range(draw.randint(0, 4))]
    draw.shuffle(arrivals)
    arrivals += arrivals[:1]
    return {"arrivals": arrivals, "at": [f"2026-03-02T{at()}:00Z" for _ in range(3)]}


def random_demand(draw):
    top = draw.choice([10, 5000, 10**6, 10**10])
    return {"days_milli": [draw.randint(0, top) for _ in range(draw.randint(0, 30))]}


def random_reorder(draw):
    top = draw.choice([5000, 10**6, 10**10])
    return {
        "mean_milli": draw.randint(0, top), "deviation_milli": draw.randint(0, top), "lead_time_centidays": draw.randint(0, draw.choice([700, 36_500])),
        "lead_time_deviation_centidays": draw.choice([0, draw.randint(0, 700), 36_500, 36_501]), "service_level": draw.randint(4990, 9999)}


def random_order(draw):
    return {
        "on_hand_milli": draw.randint(-20_000, 90_000), "on_order_milli": draw.choice([0, draw.randint(0, 50_000)]),
        "promised_milli": draw.choice([0, draw.randint(0, 20_000)]), "reorder_at_milli": draw.randint(0, 60_000),
        "order_up_to_milli": draw.randint(0, 200_000), "pack_size_milli": draw.choice([1000, 6000, 12_000, 250]),
        "minimum_milli": draw.choice([0, 24_000])}


def random_cover(draw):
    return {"on_hand_milli": draw.randint(-1000, 99_999), "mean_milli": draw.choice([0, draw.randint(1, 9999)])}


def random_expiry_stage(draw):
    day = date.fromisoformat(some_day(draw))
    return {
        "stages": draw.sample(range(0, 61), draw.randint(0, 4)), "expiry": maybe(draw, some_day(draw), 0.9),
        "seen": maybe(draw, (day - timedelta(days=draw.randint(0, 20))).isoformat(), 0.8), "day": day.isoformat()}


def random_receiving(draw):
    return {
        "expiry": maybe(draw, some_day(draw, "2026-02-01", 90), 0.9), "produced": maybe(draw, some_day(draw, "2025-12-01", 90)), "day": "2026-02-10",
        "minimum_days": draw.choice([0, 10, 30]), "minimum_share": draw.choice([0, 5000, 6667, 7500])}


def random_transit(draw):
    return {"steps": [
        {"kind": draw.choice(["dispatch", "dispatch", "receive", "receive", "reject", "lose"]), "quantity_milli": draw.randint(-1, 9) * 1000}
        for _ in range(draw.randint(1, 12))]}


def random_balance_proof(draw):
    def rows():
        return [{"key": draw.choice("abcde"), "quantity_milli": draw.randint(-3, 3)} for _ in range(draw.randint(0, 12))]

    return {"ledger": rows(), "balances": rows()}
