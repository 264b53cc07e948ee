import Access
import JSON
import Node
import Operations
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// A lost answer is given again, its secret too; to whoever asked first, and to nobody else.
@Suite(.timeLimit(.minutes(5))) struct SecretAnswerTests {
    private func me(_ shop: Shop, _ token: String) async throws -> Int { try await shop.call("GET", "/v1/auth/me", token: token).status }

    @Test(arguments: [
        "order-4711", #""order-4711""#, #""a \"b\" \\ c""#, "00000000-0000-0000-0000-000000000000", String(repeating: "k", count: 255),
    ])
    func aKeyMayBeAnyWord(_ key: String) async throws {
        let shop = try await Shop.open(products: 1)
        let body = Bodies.receipt(shop.products[0], units: 7, store: shop.store)
        let headers = [(name: "Idempotency-Key", value: key)]
        let first = try await shop.call("POST", "/v1/stock/receipts", body, headers: headers).has(201)
        let second = try await shop.call("POST", "/v1/stock/receipts", body, headers: headers).has(201)
        #expect(second.body == first.body && second.header("Idempotency-Replayed") == "true")
        #expect(try await shop.onHand(shop.products[0]) == 7000)
        // A word is the caller's own: the same one of somebody else is another key.
        let admin = try await shop.hire("admin")
        let theirs = try await shop.call("POST", "/v1/stock/receipts", body, token: admin, headers: headers).has(201)
        #expect(theirs.header("Idempotency-Replayed") == nil)
        #expect(try await shop.onHand(shop.products[0]) == 14000)
    }

    @Test func quotesAreNoPartOfAKey() async throws {
        let shop = try await Shop.open(products: 1)
        let body = Bodies.receipt(shop.products[0], units: 7, store: shop.store)
        for key in ["x", #""x""#] {
            _ = try await shop.call("POST", "/v1/stock/receipts", body, headers: [("Idempotency-Key", key)]).has(201)
        }
        let id: OperationID = Fresh.id()
        for key in ["\(id)", "\"\(id)\""] {
            _ = try await shop.call("POST", "/v1/stock/receipts", body, headers: [("Idempotency-Key", key)]).has(201)
        }
        #expect(try await shop.onHand(shop.products[0]) == 14000)
        #expect(try await shop.call("GET", "/v1/audit?op_id=\(id)").has(200).json().list("items").count == 2)
    }

    @Test(arguments: ["", #"""#, #""""#, #""a"b""#, #""a\""#, #""a\b""#, String(repeating: "k", count: 256), "schlüssel"])
    func whatIsNoKeyIsRefused(_ key: String) async throws {
        let shop = try await Shop.open(products: 1)
        let body = Bodies.receipt(shop.products[0], units: 1, store: shop.store)
        #expect(try await shop.call("POST", "/v1/stock/receipts", body, headers: [("Idempotency-Key", key)]).status == 400)
    }

    @Test func anAnswerIsForWhoeverAskedFirst() async throws {
        let shop = try await Shop.open(products: 1)
        let admin = try await shop.hire("admin")
        let (key, body): (OperationID, String) = (Fresh.id(), Bodies.sale(shop.products[0], store: shop.store))
        _ = try await shop.call("POST", "/v1/sales", body, key: key).has(201)
        let theirs = try await shop.call("POST", "/v1/sales", body, token: admin, key: key)
        #expect(theirs.status == 422 && theirs.code == "operation.id-reused")
        #expect(!theirs.text.contains("receipt_number"))
        #expect(try await shop.onHand(shop.products[0]) == -1000)
        // Nor does a till get what was answered to a person, or a person what a till brought.
        let device = try await shop.enrol()
        let pushed = Op.sale(1, shop.products[0])
        _ = try await device.push([pushed])
        #expect(try await shop.call("POST", "/v1/sales", body, key: pushed.id).code == "operation.id-reused")
    }

    @Test func aTillThatWasEnrolledAnewIsToldWhatItHadPushed() async throws {
        let shop = try await Shop.open(products: 1)
        let (old, new) = (try await shop.enrol(), try await shop.enrol())
        let sale = Op.sale(1, shop.products[0])
        let first = try await old.push([sale])[0]
        let again = try await new.push([sale])[0]
        #expect(again.status == .duplicate && again.result?.bytes == first.result?.bytes)
    }

    @Test func aLostKeyIsShownAgain() async throws {
        let shop = try await Shop.open(products: 0)
        let there = try shop.through(try await TestNode.second.value)
        let (key, body): (OperationID, String) = (Fresh.id(), #"{"name":"books","role":"analyst"}"#)
        let answers = try await together(6) { try await ($0 % 2 == 0 ? shop : there).call("POST", "/v1/api-keys", body, key: key) }
        #expect(answers.allSatisfy { $0.status == 201 && $0.body == answers[0].body }, "\(answers.map(\.text))")
        let made = try answers[0].json()
        #expect(try await me(shop, try made.string("token")) == 200)
        #expect(try await shop.count("SELECT count(*) FROM @.api_key") == 1)
        #expect(try await shop.call("POST", "/v1/api-keys", #"{"name":"books","role":"manager"}"#, key: key).code == "operation.id-reused")
        // Two requests are two keys.
        let other = try await shop.call("POST", "/v1/api-keys", #"{"name":"more","role":"analyst"}"#).has(201).json()
        #expect(try other.string("token") != made.string("token"))
        // The secret hangs on the maker's own token: with another one it can't be shown, and the key is still listed and can be ended.
        let newer = try await shop.login()
        let late = try await shop.call("POST", "/v1/api-keys", body, token: newer, key: key)
        #expect(late.status == 409 && late.code == "api-key.secret-gone")
        #expect(try await me(shop, try made.string("token")) == 200)
        #expect(try await shop.call("DELETE", "/v1/api-keys/\(made.string("id"))", token: newer).status == 204)
        #expect(try await me(shop, try made.string("token")) == 401)
        #expect(try await shop.call("POST", "/v1/api-keys", body, token: newer).status == 201, "a revoked key gives its name free")
        let listed = try await shop.call("GET", "/v1/api-keys", token: newer).has(200)
        #expect(try listed.json().list("items").count == 3)
        for word in ["nonce", "token", "digest"] { #expect(!listed.text.contains(word)) }
    }

    @Test func aLostEnrolmentCodeIsShownAgain() async throws {
        let shop = try await Shop.open(products: 0)
        let key: OperationID = Fresh.id()
        let body = #"{"store_id":"\#(shop.store)","register_id":"\#(shop.register)","name":"till"}"#
        let first = try await shop.call("POST", "/v1/devices/enrolment-codes", body, key: key).has(201)
        let again = try await shop.call("POST", "/v1/devices/enrolment-codes", body, key: key).has(201)
        #expect(again.body == first.body)
        let code = try first.json().string("code")
        #expect(try await shop.call("GET", "/v1/devices/enrolment-codes").has(200).json().list("items").count == 1)
        let enrol = #"{"tenant":"\#(shop.slug)","code":"\#(code)"}"#
        let made = try await shop.call("POST", "/v1/devices/enrol", enrol, token: "").has(201).json()
        #expect(try made.string("device_id") == first.json().string("device_id"))
        #expect(try await shop.call("GET", "/v1/devices/enrolment-codes").has(200).json().list("items").isEmpty)
        #expect(try await shop.call("DELETE", "/v1/devices/enrolment-codes/\(made.string("device_id"))").code == "device.code-used")
        let devices = try await shop.call("GET", "/v1/devices").has(200).json().list("items")
        #expect(try devices.map { try $0.string("id") } == [made.string("device_id")])
    }

    @Test func anEndedCodeEnrolsNobody() async throws {
        let shop = try await Shop.open(products: 0)
        let body = #"{"store_id":"\#(shop.store)","register_id":"\#(shop.register)","name":"till"}"#
        let made = try await shop.call("POST", "/v1/devices/enrolment-codes", body).has(201).json()
        #expect(try await shop.call("DELETE", "/v1/devices/enrolment-codes/\(made.string("device_id"))").status == 204)
        let enrol = try await shop.call(
            "POST", "/v1/devices/enrol", #"{"tenant":"\#(shop.slug)","code":"\#(made.string("code"))"}"#, token: "")
        #expect(enrol.status == 401)
    }

    @Test func theSameKeyWithAnotherPasswordIsAnotherRequest() async throws {
        let shop = try await Shop.open(products: 0)
        let key: OperationID = Fresh.id()
        func hire(_ password: String) async throws -> Answer {
            try await shop.call(
                "POST", "/v1/staff", #"{"username":"ann","name":"Ann","role":"manager","password":"\#(password)"}"#, key: key)
        }
        let first = try await hire("0123456789").has(201)
        #expect(try await hire("0123456789").has(201).body == first.body)
        let other = try await hire("9876543210")
        #expect(other.status == 422 && other.code == "operation.id-reused")
        #expect(try await shop.tryLogin("ann", "0123456789").status == 200)
    }
}
