import Access
import Catalog
import Chain
import Door
import Glibc
import JSON
import Node
import Operations
import RetailCore
import Secrets
import Stock

/// The demo chain: two stores, a few products with stock, and a log-in for every role. Made on the first start, kept afterwards.
struct Demo {
    let node: Node
    /// The data folder; address and log-ins stand in its `demo.json`.
    let folder: String
    let url: String

    private struct Login {
        var username: String
        var password: String
        var role: BuiltinRole
    }

    private static let slug = "demo"

    func prepare() async throws(Fault) {
        let path = "\(folder)/demo.json"
        let known = read(path)
        let tenant: TenantContext?
        do throws(Fault) { tenant = try await node.access.directory.tenant(slug: Demo.slug) } catch {
            guard error.kind == .missing else { throw error }
            tenant = nil
        }
        guard !known.logins.isEmpty || tenant == nil else {
            say("The demo chain is there, but its log-ins are not: \(path) is missing.")
            return
        }
        var logins = known.logins
        if tenant == nil {
            logins = BuiltinRole.forStaff.map {
                Login(username: $0.rawValue.replacing("_", with: "-"), password: Demo.password(), role: $0)
            }
        }
        if tenant == nil || !known.isComplete {
            say(tenant == nil ? "Making the demo chain …" : "Finishing the demo chain, which was left half made …")
            // Its passwords before it: cut off anywhere, the next start knows them and goes on.
            try write(logins, path, isComplete: false)
            do throws(Fault) { try await make(logins, tenant) } catch {
                guard error.code == "tenant.exists" else { throw error }
                say("There is no demo chain to log in to: \(error.detail)")
                return
            }
        }
        try write(logins, path, isComplete: true)
        say("Demo chain “\(Demo.slug)” at \(url) (also in \(path)):")
        for login in logins { say("  \(login.username.padding(20))\(login.password)   \(login.role.rawValue)") }
    }

    private static func password() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var random = SecureRandom()
        return (0..<3).map { _ in String((0..<4).map { _ in letters[Int.random(in: letters.indices, using: &random)] }) }.joined(
            separator: "-")
    }

    /// Each step has an id of its own that is the same each time: what was done is answered from what is stored.
    private func make(_ logins: [Login], _ known: TenantContext?) async throws(Fault) {
        guard let owner = logins.first, let currency = Currency(code: "EUR") else { return }
        let new = NewTenant(
            slug: Demo.slug, name: "Demo chain", currency: currency, ownerUsername: owner.username, ownerPassword: Secret(owner.password))
        let tenant: TenantContext
        if let known { tenant = known } else { tenant = try await node.createTenant(new) }
        let session = PlatformGrant.system(tenant)
        var stores: [ID<Store>] = []
        for (code, name) in [("mitte", "Mitte"), ("nord", "Nord")] {
            let result = try await run(
                "store \(code)", "{\"code\":\"\(code)\",\"name\":\"\(name)\",\"time_zone\":\"Europe/Berlin\"}", CreateStore.self, session)
            if let id = try result["id"].map({ value throws(Fault) in try ID<Store>.read(value, .none) }) { stores.append(id) }
        }
        for login in logins.dropFirst() {
            let scope =
                [.manager, .assistantManager, .inventoryAssistant, .salesAssistant].contains(login.role) ? "[\"\(stores[0])\"]" : "[]"
            try await run(
                "login \(login.username)",
                "{\"username\":\"\(login.username)\",\"name\":\"Demo \(login.username)\",\"role\":\"\(login.role.rawValue)\",\"store_ids\":\(scope),\"password\":\"\(login.password)\"}",
                CreateStaff.self, session)
        }
        let tax = try await run("tax", "{\"name\":\"Food 7 %\",\"rate_micro\":70000}", CreateTaxClass.self, session)
        let category = try await run(
            "category", "{\"categories\":[{\"name\":\"Food\",\"sku_prefix\":\"FD\"}]}", CreateCategories.self, session)
        guard let taxClass = try tax["id"]?.string(), let food = try category["ids"]?.elements().first?.string() else { return }
        let goods: [(String, String, Int64)] = [
            ("Apple juice 1 l", "4012345000016", 199), ("Rye bread 500 g", "4012345000023", 249),
            ("Mountain cheese 200 g", "4012345000030", 379),
            ("Dark chocolate 100 g", "4012345000047", 149), ("Mineral water 0.75 l", "4012345000054", 79),
        ]
        var lines: [String] = []
        for (ordinal, (name, gtin, price)) in goods.enumerated() {
            let made = try await run(
                "product \(gtin)",
                "{\"products\":[{\"name\":\"\(name)\",\"category_id\":\"\(food)\",\"tax_class_id\":\"\(taxClass)\",\"gtins\":[\"\(gtin)\"],\"unit_price_minor\":\(price)}]}",
                CreateProducts.self, session)
            guard let product = try made["ids"]?.elements().first?.string() else { continue }
            lines.append(
                "{\"product_id\":\"\(product)\",\"batch_number\":\"DEMO-\(ordinal + 1)\",\"expiry\":\"2027-12-31\",\"quantity_milli\":100000,\"unit_cost_minor\":\(price * 6 / 10)}"
            )
        }
        for store in stores {
            try await run(
                "stock \(store)",
                "{\"store_id\":\"\(store)\",\"reference\":\"opening stock\",\"lines\":[\(lines.joined(separator: ","))]}",
                ReceiveStock.self, session)
        }
    }

    /// Through the one door, like everybody.
    @discardableResult
    private func run<Op: Operation>(
        _ step: String, _ body: String, _ type: Op.Type, _ session: SessionContext
    ) async throws(Fault) -> JSONValue {
        var operation = try Op.read(try JSONDocument(Array(body.utf8)).root)
        if var staff = operation as? CreateStaff {
            staff.encodedPassword = try await node.access.passwords.hash(staff.password)
            if let prepared = staff as? Op { operation = prepared }
        }
        var mark = session.tenant.id.low
        for byte in sha256(Array("demo \(step)".utf8)).prefix(7) { mark = mark &* 257 &+ UInt64(byte) }
        // As UUIDs have it: the variant's two bits.
        let id = OperationID(high: session.tenant.id.high, low: mark & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
        let submission = Submission(
            operation, id: id, under: try session.grant(running: operation),
            origin: Origin(requestID: "demo", address: ""))
        return try JSONDocument(try await node.door.run(submission, in: session.tenant, store: operation.store).result).root
    }

    private func read(_ path: String) -> (logins: [Login], isComplete: Bool) {
        guard let bytes = readFile(path), let document = try? JSONDocument(bytes), let logins = try? document.root["logins"]?.elements()
        else { return ([], false) }
        let isHalfMade = (try? document.root["half_made"]?.bool()) ?? false
        let known: [Login] = logins.compactMap { login in
            guard let name = try? login["username"]?.string(), let password = try? login["password"]?.string(),
                let text = try? login["role"]?.string(),
                let role = BuiltinRole(rawValue: text)
            else { return nil }
            return Login(username: name, password: password, role: role)
        }
        return (known, !isHalfMade)
    }

    private func write(_ logins: [Login], _ path: String, isComplete: Bool) throws(Fault) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("url", url)
            writer.member("tenant", Demo.slug)
            if !isComplete { writer.member("half_made", true) }
            writer.memberArray("logins") { list in
                for login in logins {
                    list.element {
                        $0.object {
                            $0.member("username", login.username)
                            $0.member("password", login.password)
                            $0.member("role", login.role.rawValue)
                        }
                    }
                }
            }
        }
        mkdir(folder, 0o755)
        // Passwords: for the owner of the folder only. Beside it and renamed: there is the old file or the new one.
        let beside = path + ".new"
        unlink(beside)
        let file = open(beside, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw Fault(.broken, "demo.unwritable", "\(path) can't be written: \(String(cString: strerror(errno))).") }
        defer { close(file) }
        let bytes = writer.bytes + [0x0A]
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count, fsync(file) == 0, rename(beside, path) == 0 else {
            throw Fault(.broken, "demo.unwritable", "\(path) can't be written: \(String(cString: strerror(errno))).")
        }
    }
}

func readFile(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = fread(&piece, 1, piece.count, file)
        if count == 0 { return content }
        content += piece.prefix(count)
    }
}

extension String {
    func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
