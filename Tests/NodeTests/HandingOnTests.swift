import Access
import JSON
import Node
import Operations
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// Rights are handed on by whoever has them, and no further (`Authority.hand`).
@Suite(.timeLimit(.minutes(5))) struct HandingOnTests {
    private func role(_ shop: Shop, _ name: String, _ permissions: [String], token: String? = nil) async throws -> Answer {
        let list = permissions.map { "\"\($0)\"" }.joined(separator: ",")
        return try await shop.call("POST", "/v1/roles", #"{"name":"\#(name)","permissions":[\#(list)]}"#, token: token)
    }

    private func hire(_ shop: Shop, _ role: String, in stores: [ID<Store>] = [], token: String) async throws -> Answer {
        let places = stores.map { "\"\($0)\"" }.joined(separator: ",")
        let body =
            #"{"username":"\#(Fresh.word("u"))","name":"n","role":"\#(role)","store_ids":[\#(places)],"password":"\#(Shop.password)"}"#
        return try await shop.call("POST", "/v1/staff", body, token: token)
    }

    private func id(_ shop: Shop, _ token: String) async throws -> String {
        try await shop.call("GET", "/v1/auth/me", token: token).has(200).json().string("id")
    }

    @Test func aHirerWithoutMoreThanHiringMakesNobodyMighty() async throws {
        let shop = try await Shop.open(products: 0)
        _ = try await role(shop, "clerk", ["staff.edit", "staff.read"]).has(201)
        let clerk = try await shop.hire("clerk")
        for builtin in BuiltinRole.forStaff {
            let answer = try await hire(shop, builtin.rawValue, token: clerk)
            #expect(answer.status == 403 && answer.code == "access.forbidden", "\(builtin): \(answer.text)")
        }
        #expect(try await hire(shop, "clerk", token: clerk).status == 201)
        // Neither by widening the role that one has, nor by making another.
        #expect(try await role(shop, "clerk", ["staff.edit", "api_key.edit"], token: clerk).code == "access.forbidden")
        #expect(try await role(shop, "other", ["sale.complete"], token: clerk).code == "access.forbidden")
        // Nor by narrowing what one never had.
        _ = try await role(shop, "books", ["report.sales"]).has(201)
        #expect(try await role(shop, "books", [], token: clerk).code == "access.forbidden")
        #expect(try await role(shop, "clerk", ["staff.edit"], token: clerk).status == 201)
    }

    @Test func anAdminIsNoOwner() async throws {
        let shop = try await Shop.open(products: 0)
        let admin = try await shop.hire("admin")
        let owner = try await id(shop, shop.owner)
        #expect(try await hire(shop, "owner", token: admin).code == "access.forbidden")
        let own = try await id(shop, admin)
        let edits = [("PATCH", "/v1/staff/\(own)", #"{"role":"owner"}"#), ("PATCH", "/v1/staff/\(owner)", #"{"name":"x"}"#)]
        for (method, path, body) in edits {
            let answer = try await shop.call(method, path, body, token: admin, headers: [("If-Match", "\"1\"")])
            #expect(answer.code == "access.forbidden", "\(path): \(answer.text)")
        }
        for act in ["dismiss", "password-reset"] {
            #expect(try await shop.call("POST", "/v1/staff/\(owner)/\(act)", token: admin).code == "access.forbidden")
        }
    }

    @Test func aKeyMakerMakesNoKeyThatIsMoreThanHe() async throws {
        let shop = try await Shop.open(products: 0)
        _ = try await role(shop, "keys", ["api_key.edit"]).has(201)
        let maker = try await shop.hire("keys")
        for builtin in BuiltinRole.forKeys {
            let answer = try await shop.call("POST", "/v1/api-keys", #"{"name":"k","role":"\#(builtin.rawValue)"}"#, token: maker)
            #expect(answer.status == 403, "\(builtin): \(answer.text)")
        }
        let theirs = try await shop.call("POST", "/v1/api-keys", #"{"name":"admin","role":"admin"}"#).has(201).json().string("id")
        #expect(try await shop.call("DELETE", "/v1/api-keys/\(theirs)", token: maker).status == 403)
        #expect(try await shop.call("POST", "/v1/api-keys", #"{"name":"k","role":"keys"}"#, token: maker).status == 201)
    }

    @Test func whoIsBoundToAStoreHandsOnThatStoreAlone() async throws {
        let shop = try await Shop.open(products: 0)
        let (other, register) = try await shop.openStore("S2")
        let bound = try await shop.hire("admin", in: [shop.store])
        func places(_ stores: [ID<Store>]) -> String { stores.map { "\"\($0)\"" }.joined(separator: ",") }
        for (ordinal, stores) in [[], [other], [shop.store, other]].enumerated() {
            #expect(try await hire(shop, "sales_assistant", in: stores, token: bound).code == "access.store-scope")
            let key = #"{"name":"k\#(ordinal)","role":"analyst","store_ids":[\#(places(stores))]}"#
            #expect(try await shop.call("POST", "/v1/api-keys", key, token: bound).code == "access.store-scope")
        }
        #expect(try await hire(shop, "sales_assistant", in: [shop.store], token: bound).status == 201)
        #expect(try await role(shop, "rr", ["sale.read"], token: bound).code == "access.store-scope")
        // What is there already.
        let key = #"{"name":"other","role":"analyst","store_ids":[\#(places([other]))]}"#
        let theirs = try await shop.call("POST", "/v1/api-keys", key).has(201).json()
        #expect(try await shop.call("DELETE", "/v1/api-keys/\(theirs.string("id"))", token: bound).code == "access.store-scope")
        #expect(try await shop.call("GET", "/v1/reports/sales", token: theirs.string("token")).status == 200)
        #expect(try await shop.call("GET", "/v1/api-keys", token: bound).has(200).json().list("items").isEmpty)
        let person = try await id(shop, try await shop.hire("sales_assistant", in: [other]))
        for act in ["dismiss", "rehire", "password-reset"] {
            #expect(try await shop.call("POST", "/v1/staff/\(person)/\(act)", token: bound).code == "access.store-scope", "\(act)")
        }
        #expect(try await shop.call("GET", "/v1/staff/\(person)", token: bound).status == 404)
        let seen = try await shop.call("GET", "/v1/staff", token: bound).has(200).json().list("items")
        #expect(seen.count == 2, "himself, and whom he hired")
        let till = try await shop.enrol(other, register)
        #expect(try await shop.call("POST", "/v1/devices/\(till.identity.device)/revoke", token: bound).code == "access.store-scope")
        let ours = try await shop.enrol()
        #expect(try await shop.call("POST", "/v1/devices/\(ours.identity.device)/revoke", token: bound).status == 204)
        let code = #"{"store_id":"\#(other)","register_id":"\#(register)","name":"till"}"#
        #expect(try await shop.call("POST", "/v1/devices/enrolment-codes", code, token: bound).code == "access.store-scope")
        let open = try await shop.call("POST", "/v1/devices/enrolment-codes", code).has(201).json().string("device_id")
        #expect(try await shop.call("DELETE", "/v1/devices/enrolment-codes/\(open)", token: bound).code == "access.store-scope")
        #expect(try await shop.call("GET", "/v1/devices/enrolment-codes", token: bound).has(200).json().list("items").isEmpty)
        #expect(try await shop.call("GET", "/v1/reports/proof", token: bound).code == "access.store-scope")
    }

    @Test func whoCantDoWhatADeviceCanEnrolsNone() async throws {
        let shop = try await Shop.open(products: 0)
        _ = try await role(shop, "installer", ["device.enrol"]).has(201)
        let installer = try await shop.hire("installer")
        let body = #"{"store_id":"\#(shop.store)","register_id":"\#(shop.register)","name":"till"}"#
        #expect(try await shop.call("POST", "/v1/devices/enrolment-codes", body, token: installer).code == "access.forbidden")
        let manager = try await shop.hire("manager", in: [shop.store])
        #expect(try await shop.call("POST", "/v1/devices/enrolment-codes", body, token: manager).status == 201)
    }

    @Test func aTillHandsOnNothing() async throws {
        let shop = try await Shop.open(products: 0)
        let (device, victim) = (try await shop.enrol(), try await shop.enrol())
        let verdicts = try await device.push([
            Op(1, "role.put/1", #"{"name":"r","permissions":["sale.read"]}"#),
            Op(2, "device.revoke/1", #"{"device_id":"\#(victim.identity.device)"}"#),
            Op(3, "staff.create/1", #"{"username":"uu","name":"n","role":"admin","password":"0123456789"}"#),
            Op(4, "api_key.create/1", #"{"name":"k","role":"admin"}"#),
        ])
        #expect(verdicts.allSatisfy { $0.status == .rejected }, "\(verdicts.map(\.code))")
        #expect(try await victim.pulled().sales.sales == 0)
    }

    @Test func theLastOwnerStays() async throws {
        let shop = try await Shop.open(products: 0)
        let first = try await id(shop, shop.owner)
        #expect(try await shop.call("POST", "/v1/staff/\(first)/dismiss").code == "staff.last-owner")
        let demotion = (#"{"role":"admin"}"#, [(name: "If-Match", value: "\"1\"")])
        #expect(try await shop.call("PATCH", "/v1/staff/\(first)", demotion.0, headers: demotion.1).code == "staff.last-owner")
        // Of two owners who dismiss each other at once one stays.
        let other = try await shop.hire("owner")
        let second = try await id(shop, other)
        let there = try shop.through(try await TestNode.second.value)
        let statuses = try await together(2) { round in
            round == 0
                ? try await shop.call("POST", "/v1/staff/\(second)/dismiss").status
                : try await there.call("POST", "/v1/staff/\(first)/dismiss", token: other).status
        }
        #expect(statuses.contains(200) && !statuses.allSatisfy { $0 == 200 }, "\(statuses)")
        #expect(try await shop.count("SELECT count(*) FROM @.staff WHERE role = 'owner' AND status = 'active'") == 1)
    }

    /// An empty list stands for every store, so the database itself takes none but lists of ids.
    @Test func aStoreListIsAListOfIDsOrCantBeStored() async throws {
        let shop = try await Shop.open(products: 1)
        for damage in ["not-an-id", " ", "{\(shop.store)x}", "{NULL}"] {
            await #expect(throws: Fault.self, "\(damage)") {
                try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
                    _ = try transaction.run(.generated("UPDATE @.staff SET store_ids = '\(damage)'"))
                    try transaction.commit()
                }
            }
        }
    }
}
