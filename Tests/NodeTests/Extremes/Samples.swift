import JSON
import TestSupport

/// A valid request for each endpoint with a body, a valid body for each operation, a valid message of each kind. What stands as `$name` is filled in anew each
/// time it is sent, so that no request fails for what the one before it did.
///
/// What has none here is made of its schema (`SchemaSample`); where that is not valid, the test fails: write one, with every list that it can have, filled.
enum Samples {
    static func endpoint(_ key: String, _ schema: Schema) -> String { endpoints[key] ?? SchemaSample.json(schema) }
    static func operation(_ name: String, _ schema: Schema) -> String { operations[name] ?? SchemaSample.json(schema) }

    static let endpoints: [String: String] = [
        "POST /v1/auth/login": #"{"tenant":"$slug","username":"$person","password":"$password"}"#,
        "POST /v1/auth/refresh": #"{"refresh_token":"$refresh"}"#,
        "POST /v1/auth/password": #"{"current_password":"$password","new_password":"$password and more"}"#,
        "POST /v1/auth/password-reset": #"{"tenant":"$slug","token":"$reset","new_password":"$password"}"#,
        "POST /v1/roles": #"{"name":"$word","permissions":["sale.read"]}"#,
        "POST /v1/devices/enrol": #"{"tenant":"$slug","code":"$code"}"#,
        "POST /v1/api-keys": #"{"name":"$word","role":"integration","store_ids":["$store"]}"#,
        "POST /v1/stock/adjustments":
            #"{"store_id":"$store","product_id":"$product","batch_number":"$batch","delta_milli":1000,"reason":"r"}"#,
        "POST /v1/sales":
            #"{"id":"$uuid","store_id":"$store","register_id":"$register","staff_id":"$me","customer_id":"$customer","stock":"fact",\#(soldLines)}"#,
        "POST /v1/refunds":
            #"{"id":"$uuid","store_id":"$store","register_id":"$register","sale_id":"$sale",\#(returnedLines)}"#,
        "POST /v1/sync/push": push,
        "POST /v1/sync/pull": #"{"epoch":"$epoch","cursors":{"catalog":"0","store:$store":"0"},"limit":10}"#,
        "POST /v1/sync": #"{"push":\#(push),"pull":{"epoch":"$epoch","cursors":{"catalog":"0"},"limit":10}}"#,
    ]

    private static let push =
        #"{"incarnation":1,"epoch":"$epoch","operations":[{"id":"$uuid","seq":1,"type":"customer.create/1","occurred_at":"2026-03-01T12:00:00Z","group":"g","body":{"customers":[{"code":"$word","name":"n"}]}}]}"#

    private static let soldLines =
        #""lines":[{"product_id":"$product","quantity_milli":1000,"unit_price_minor":100,"shelf_minor":100,"batch_number":"$batch","loyalty_discount_minor":1,"coupon_discount_minor":1,"promotion_discount_minor":1,"manual_discount_minor":1,"maker_coupon_minor":0}],"payments":[{"method":"card","amount_minor":96,"reference":"t"}]"#
    private static let returnedLines =
        #""lines":[{"line":1,"quantity_milli":1000}],"method":"cash","reason":"r","restocks":true"#

    static let operations: [String: String] = [
        // Only tills number their receipts.
        "sale.complete/1":
            #"{"id":"$uuid","store_id":"$store","register_id":"$register","staff_id":"$me","customer_id":"$customer","receipt_number":1,"stock":"fact",\#(soldLines)}"#,
        "sale.refund/1":
            #"{"id":"$uuid","store_id":"$store","register_id":"$register","sale_id":"$sale","receipt_number":1,\#(returnedLines)}"#,
        "stock.adjust/1": endpoints["POST /v1/stock/adjustments"] ?? "",
        "product.update/1":
            #"{"product_id":"$product","base_version":1,"name":"n","brand":"b","category_id":"$category","tax_class_id":"$tax","status":"active"}"#,
        "device.revoke/1": #"{"device_id":"$uuid"}"#,
    ]

    static let messages: [String: String] = [
        "hello": #"{"type":"hello","token":"$token","epoch":"$epoch","cursors":{"catalog":"0"}}"#,
        "ack": #"{"type":"ack","cursors":{"catalog":"0"}}"#,
        "push": #"{"type":"push","request":\#(push)}"#,
        "ping": #"{"type":"ping"}"#,
    ]

    /// Required query parameters.
    static let queries: [String: String] = ["GET /v1/sync/pull": "cursors=catalog%3D0"]
}
