"""A day's work with a client that is generated from the served document. Started by scripts/clients."""

import argparse
import csv
import datetime
import importlib
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import uuid

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS / "lib"))
from demo_server import DemoServer  # noqa: E402


def generate(server, folder):
    """The client as a package; what the generator says of the document, without its own troubles with formatters."""
    with urllib.request.urlopen(server.url + "/openapi.json") as reply:
        (folder / "openapi.json").write_bytes(reply.read())
    done = subprocess.run(
        [pathlib.Path(sys.executable).parent / "openapi-python-client", "generate", "--path", folder / "openapi.json",
         "--output-path", folder / "retail_client", "--meta", "none", "--config", SCRIPTS / "clients.d" / "config.yml"],
        capture_output=True, text=True, env={"PATH": f"{pathlib.Path(sys.executable).parent}:/usr/bin:/bin"})
    words = done.stdout + done.stderr
    if done.returncode != 0:
        sys.exit(f"the generator failed:\n{words}")
    if "WARNING" in words or "Unable" in words or "Skipping" in words:
        sys.exit(f"the generator left something out:\n{words}")
    sys.path.insert(0, str(folder))


def part(name):
    return importlib.import_module(f"retail_client.{name}")


class Day:
    def __init__(self, server, document):
        self.server, self.document = server, document
        self.models = part("models")
        self.rows = []

    def step(self, words, operation, status, kind, client, **arguments):
        """Calls an operation and holds the answer to its status and its type."""
        answer = part(f"api.{operation}").sync_detailed(client=client, **arguments)
        parsed = answer.parsed
        expected = getattr(self.models, kind) if isinstance(kind, str) else kind
        good = answer.status_code == status and (parsed is None if expected is None else isinstance(parsed, expected))
        shown = "nothing" if parsed is None else type(parsed).__name__
        self.rows.append((words, operation.split(".")[-1], int(answer.status_code), shown, "ok" if good else "WRONG"))
        if not good:
            self.report()
            sys.exit(f"{words}: expected {status} and {kind}, got {answer.status_code} and {shown}: {answer.content[:500]!r}")
        return answer

    def csv(self, words, path, operation, client, **arguments):
        """The generator makes one type of a status: of an answer that may be JSON or CSV it knows the first. So the request is the client's,
        and the columns are held against the document here."""
        answer = client.get_httpx_client().request(**part(f"api.{operation}")._get_kwargs(**arguments))
        promised = self.document["paths"][path]["get"]["responses"]["200"]["content"]["text/csv"]["x-columns"]
        rows = csv.DictReader(io.StringIO(answer.text, newline=""))
        good = (answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
                and rows.fieldnames == [column["name"] for column in promised])
        self.rows.append((words, operation.split(".")[-1], answer.status_code, "columns", "ok" if good else "WRONG"))
        if not good:
            self.report()
            sys.exit(f"{words}: expected {promised}, got {answer.status_code} and {rows.fieldnames}")
        return list(rows)

    def refused(self, words, operation, status, code, client, **arguments):
        answer = self.step(words, operation, status, "Problem", client, **arguments)
        assert answer.parsed.code == code, f"{words}: {answer.parsed.code}"
        assert answer.parsed.status == status

    def report(self):
        widths = [max(len(str(row[i])) for row in self.rows) for i in range(5)]
        for row in self.rows:
            print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)))

    def work(self):
        models, types, clients = self.models, part("types"), part("client")
        stranger = clients.Client(base_url=self.server.url)
        username, password = self.server.passwords["owner"]
        login = models.LoginRequest(tenant=self.server.tenant, username=username, password=password)
        self.refused(
            "a wrong password", "access.post_auth_login", 401, "access.wrong-credentials", stranger,
            body=models.LoginRequest(tenant=self.server.tenant, username="nobody", password="wrong"))
        tokens = self.step("log in", "access.post_auth_login", 200, "TokenAnswer", stranger, body=login).parsed
        owner = clients.AuthenticatedClient(base_url=self.server.url, token=tokens.access_token)
        me = self.step("who am I", "access.get_auth_me", 200, "WhoAmI", owner).parsed
        assert "catalog.edit" in [str(permission.value) for permission in me.permissions]
        self.refused(
            "without a token", "catalogue.get_products", 401, "access.token-invalid",
            clients.AuthenticatedClient(base_url=self.server.url, token="x"))
        store = self.step("stores", "chain.get_stores", 200, "StoreList", owner, limit=1).parsed.items[0]
        assert store.row_version >= 1
        registers = self.step("registers", "chain.get_registers", 200, "RegisterList", owner, store_id=store.id).parsed.items

        key = f"order-{uuid.uuid4()}"
        product = models.NewProduct(sku=f"C-{uuid.uuid4().hex[:12]}", name="A thing", unit_price_minor=250)
        made = self.step(
            "make a product", "catalogue.post_products", 201, "CreatedIDs", owner,
            body=models.CreateProducts(products=[product]), idempotency_key=key)
        again = self.step(
            "the same again", "catalogue.post_products", 201, "CreatedIDs", owner,
            body=models.CreateProducts(products=[product]), idempotency_key=key)
        assert again.parsed.ids == made.parsed.ids and again.headers["Idempotency-Replayed"] == "true"
        self.refused(
            "another product of its SKU", "catalogue.post_products", 409, "product.sku-taken", owner,
            body=models.CreateProducts(products=[product]))
        thing = made.parsed.ids[0]
        row = self.step("read it", "catalogue.get_products_product_id", 200, "Product", owner, product_id=thing)
        etag = row.headers["ETag"]
        assert etag == f'"{row.parsed.row_version}"'
        self.step("read it, unchanged", "catalogue.get_products_product_id", 304, None, owner, product_id=thing, if_none_match=etag)
        changed = self.step(
            "change it with If-Match", "catalogue.patch_products_product_id", 200, "Product", owner, product_id=thing,
            body=models.ProductEdit(name="A better thing"), if_match=etag).parsed
        assert changed.name == "A better thing" and changed.row_version == row.parsed.row_version + 1
        self.refused(
            "change it too late", "catalogue.patch_products_product_id", 412, "product.changed", owner, product_id=thing,
            body=models.ProductEdit(name="A worse thing"), if_match=etag)
        listed = self.step("find it", "catalogue.get_products", 200, "ProductList", owner, q="A better").parsed
        assert any(item.id == thing for item in listed.items)

        code = self.step(
            "a code for a device", "devices.post_devices_enrolment_codes", 201, "MadeEnrolmentCode", owner,
            body=models.CreateEnrolmentCode(store_id=store.id, register_id=registers[0].id, name="till")).parsed
        device = self.step(
            "enrol the device", "devices.post_devices_enrol", 201, "EnrolAnswer", stranger,
            body=models.EnrolRequest(tenant=self.server.tenant, code=code.code)).parsed
        till = clients.AuthenticatedClient(base_url=self.server.url, token=device.token)
        self.step(
            "the device pulls", "sync.post_sync_pull", 200, "PullReply", till,
            body=models.PullRequest.from_dict({"cursors": {"catalog": "0"}, "limit": 5}))
        snapshot = self.step("a snapshot, line by line", "sync.get_sync_snapshot_stream", 200, str, till, stream="catalog").parsed
        assert "end" in json.loads(snapshot.splitlines()[-1])

        self.step(
            "take stock in", "stock.post_stock_receipts", 201, "StockReceipt", owner,
            body=models.ReceiveStock.from_dict(
                {"store_id": str(store.id), "lines": [{"product_id": str(thing), "quantity_milli": 5000, "unit_cost_minor": 100}]}))
        sold = self.step(
            "sell two", "sales.post_sales", 201, "SaleReceipt", owner,
            body=models.CompleteSale.from_dict({
                "store_id": str(store.id), "register_id": str(registers[0].id),
                "lines": [{"product_id": str(thing), "quantity_milli": 2000}],
                "payments": [{"method": "cash", "amount_minor": 500}]})).parsed
        assert sold.due_minor == 500
        sale = self.step("read the receipt", "sales.get_sales_sale_id", 200, "Sale", owner, sale_id=sold.sale_id).parsed
        assert sale.lines[0].quantity_milli == 2000 and isinstance(sale.occurred_at, datetime.datetime) and sale.flags == []
        refund = self.step(
            "refund one", "sales.post_refunds", 201, "SaleReceipt", owner,
            body=models.RefundSale.from_dict({
                "store_id": str(store.id), "register_id": str(registers[0].id), "sale_id": str(sold.sale_id),
                "lines": [{"line": 1, "quantity_milli": 1000}], "method": "cash"})).parsed
        assert refund.due_minor == -250
        stock = self.step("what is there", "stock.get_stock", 200, "StockPage", owner, product_id=thing).parsed
        assert sum(item.on_hand_milli for item in stock.items) == 4000

        report = self.step(
            "sales by product", "reports.get_reports_sales", 200, "SalesReport", owner, group=models.GetReportsSalesGroup.PRODUCT).parsed
        line = next(item for item in report.items if item.key == str(thing))
        assert line.revenue_minor == 250 and line.refund_count == 1
        rows = self.csv(
            "the same as CSV", "/v1/reports/sales", "reports.get_reports_sales", owner, group=models.GetReportsSalesGroup.PRODUCT,
            format_=models.GetReportsSalesFormat.CSV)
        assert next(row for row in rows if row["key"] == str(thing))["revenue_minor"] == "250"
        self.step("payments", "reports.get_reports_payments", 200, "PaymentReport", owner)
        lines = self.step("stock, line by line", "reports.get_reports_stock", 200, str, owner).parsed
        assert any(json.loads(line)["product_id"] == str(thing) for line in lines.splitlines())
        rows = self.csv(
            "stock as CSV", "/v1/reports/stock", "reports.get_reports_stock", owner, format_=models.GetReportsStockFormat.CSV)
        assert any(row["product_id"] == str(thing) for row in rows)
        proof = self.step("the books agree", "reports.get_reports_proof", 200, "Proof", owner).parsed
        assert proof.ok
        self.step("end the device", "devices.post_devices_device_id_revoke", 204, None, owner, device_id=device.device_id)
        self.step("log out", "access.post_auth_logout", 204, None, owner)
        self.refused("after that", "access.get_auth_me", 401, "access.token-invalid", owner)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with DemoServer(options.program) as server:
        generate(server, options.folder)
        if options.keep:
            kept = tempfile.mkdtemp(prefix="retail-client-")
            shutil.copytree(options.folder / "retail_client", kept, dirs_exist_ok=True)
            print(f"the client: {kept}")
        day = Day(server, json.loads((options.folder / "openapi.json").read_text()))
        day.work()
        day.report()
    print(f"{len(day.rows)} steps, every answer of the type that the document promises")


main()
