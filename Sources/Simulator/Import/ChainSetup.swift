import Catalog
import Customers
import JSON
import RetailCore

/// A store of the import, as the server knows it.
struct ImportedStore: Sendable {
    var number: Int64
    var id: ID<Store>
    var register: ID<Register>
}

/// Makes the chain: stores, categories, products, customers. Every request carries a key that follows from what it says, so a
/// repeated import is given the answers of the first one, and nothing is made twice.
struct ChainSetup {
    let session: StaffSession
    let counters: ImportCounters
    let concurrency: Int

    func stores(_ numbers: [Int64]) async throws(Fault) -> [ImportedStore] {
        counters.enter(.chain)
        let made = Progressive(counters, total: numbers.count)
        let session = session
        return try await concurrently(numbers, limit: concurrency) { number async throws(Fault) -> ImportedStore in
            let id = JourneyNames.store(number)
            var writer = JSONWriter()
            writer.object {
                $0.member("id", id)
                $0.member("code", String(number))
                $0.member("name", "Store \(number)")
                // The data's stamps are plain wall times: in UTC the store's business day is the data's own day.
                $0.member("time_zone", "UTC")
            }
            let reply = try await ChainSetup.make("/v1/stores", writer.bytes, session)
            made.step()
            return ImportedStore(number: number, id: id, register: try reply.id("register_id"))
        }
    }

    func catalogue(_ catalogue: JourneyCatalogue, sold: some Sequence<Int64>, customers: [NewCustomer]) async throws(Fault) {
        counters.enter(.catalogue)
        let parts =
            catalogue.categories.count / ChainSetup.batch + catalogue.categoryOfProduct.count / ChainSetup.batch + customers.count
            / ChainSetup.batch + 3
        let made = Progressive(counters, total: parts)
        for part in ChainSetup.parts(catalogue.categories) {
            _ = try await ChainSetup.make("/v1/categories", ChainSetup.body("categories", part), session)
            made.step()
        }
        let session = session
        try await catalogue.forEachPart(sold: sold, limit: ChainSetup.batch) { part async throws(Fault) in
            _ = try await ChainSetup.make("/v1/products", ChainSetup.body("products", part), session)
            made.step()
        }
        for part in ChainSetup.parts(customers) {
            _ = try await ChainSetup.make("/v1/customers", ChainSetup.body("customers", part), session)
            made.step()
        }
    }

    /// The most that one request takes.
    private static let batch = 1000

    private static func make(_ path: String, _ body: [UInt8], _ session: StaffSession) async throws(Fault) -> JSONValue {
        do { return try await session.json("POST", path, idempotencyKey: JourneyNames.key(path, body), body: body) } catch {
            guard error.kind == .conflict else { throw error }
            throw Fault(
                .conflict, error.code,
                "\(error.detail) The chain already has something of its own under one of the import's names; it takes an empty chain, or one of this import."
            )
        }
    }

    private static func body(_ name: StaticString, _ values: [some WireValue]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { $0.member(name, values) }
        return writer.bytes
    }

    private static func parts<Value>(_ values: [Value]) -> [[Value]] {
        stride(from: 0, to: values.count, by: batch).map { Array(values[$0..<min(values.count, $0 + batch)]) }
    }
}

/// Counts steps of a phase.
struct Progressive: Sendable {
    private let counters: ImportCounters
    private let total: Int

    init(_ counters: ImportCounters, total: Int) {
        (self.counters, self.total) = (counters, max(1, total))
    }

    func step() {
        counters.update { $0.fraction = min(1, $0.fraction + 1 / Double(total)) }
    }
}
