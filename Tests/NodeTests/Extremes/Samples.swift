/// A valid request for each endpoint with a body, a valid body for each operation, a valid message of each kind. What stands as `$name` is filled in anew each
/// time it is sent, so that no request fails for what the one before it did.
///
/// A new endpoint, operation or message without a sample fails the test: write one, with every list that it can have, filled.
enum Samples {
    static let endpoints: [String: String] = [
        "POST /v1/auth/login": #"{"tenant":"$slug","username":"$person","password":"$password"}"#,
        "POST /v1/auth/refresh": #"{"refresh_token":"$refresh"}"#,
        "POST /v1/staff":
            #"{"id":"$uuid","username":"$word","name":"n","role":"manager","store_ids":["$store"],"allows_many_sessions":true,"password":"$password"}"#,
        "PATCH /v1/staff/$staff": #"{"name":"n","role":"manager","store_ids":["$store"],"allows_many_sessions":true}"#,
        "POST /v1/auth/password": #"{"current_password":"$password","new_password":"$password and more"}"#,
        "POST /v1/auth/password-reset": #"{"tenant":"$slug","token":"$reset","new_password":"$password"}"#,
        "POST /v1/roles": #"{"name":"$word","permissions":["sale.read"]}"#,
        "POST /v1/devices/enrolment-codes": #"{"store_id":"$store","register_id":"$register","name":"till"}"#,
        "POST /v1/devices/enrol": #"{"tenant":"$slug","code":"$code"}"#,
        "POST /v1/api-keys": #"{"name":"$word","role":"integration","store_ids":["$store"]}"#,
        "POST /v1/products":
            #"{"products":[{"id":"$uuid","sku":"$word","name":"n","brand":"b","category_id":"$category","tax_class_id":"$tax","unit":"each","gtins":["$gtin"],"unit_price_minor":1}]}"#,
        "PATCH /v1/products/$product":
            #"{"name":"n","brand":"b","category_id":"$category","tax_class_id":"$tax","status":"active"}"#,
        "POST /v1/categories": #"{"categories":[{"id":"$uuid","name":"$word","parent_id":"$category","sku_prefix":"P"}]}"#,
        "POST /v1/tax-classes": #"{"id":"$uuid","name":"$word","rate_micro":190000}"#,
        "POST /v1/prices":
            #"{"product_id":"$product","store_id":"$store","effective_at":"2026-01-01T00:00:00Z","unit_price_minor":1}"#,
        "POST /v1/stores": #"{"id":"$uuid","code":"$word","name":"n","time_zone":"Europe/Berlin"}"#,
        "POST /v1/registers": #"{"id":"$uuid","store_id":"$store","code":"$word","name":"n"}"#,
        "POST /v1/customers":
            #"{"customers":[{"id":"$uuid","code":"$word","name":"n","phone":"1","mail":"m","home_store_id":"$store"}]}"#,
        "POST /v1/stock/receipts":
            #"{"store_id":"$store","reference":"r","lines":[{"product_id":"$product","batch_number":"$word","expiry":"2030-01-01","quantity_milli":1000,"unit_cost_minor":1}]}"#,
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

    /// Operations whose body is that of an endpoint, and the few that have none of their own.
    static let operations: [String: String] = [
        // Only tills number their receipts.
        "sale.complete/1":
            #"{"id":"$uuid","store_id":"$store","register_id":"$register","staff_id":"$me","customer_id":"$customer","receipt_number":1,"stock":"fact",\#(soldLines)}"#,
        "sale.refund/1":
            #"{"id":"$uuid","store_id":"$store","register_id":"$register","sale_id":"$sale","receipt_number":1,\#(returnedLines)}"#,
        "stock.receive/1": endpoint("POST /v1/stock/receipts"), "stock.adjust/1": endpoint("POST /v1/stock/adjustments"),
        "product.create/1": endpoint("POST /v1/products"), "price.set/1": endpoint("POST /v1/prices"),
        "category.create/1": endpoint("POST /v1/categories"), "tax_class.create/1": endpoint("POST /v1/tax-classes"),
        "customer.create/1": endpoint("POST /v1/customers"), "store.create/1": endpoint("POST /v1/stores"),
        "register.create/1": endpoint("POST /v1/registers"), "role.put/1": endpoint("POST /v1/roles"),
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

    private static func endpoint(_ key: String) -> String { endpoints[key] ?? "" }
}
