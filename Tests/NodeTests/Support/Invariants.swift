import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// What must hold at rest, whatever came before (design, "Invariants").
extension Shop {
    func expectSoundBooks(_ location: SourceLocation = #_sourceLocation) async throws {
        let proof = try await call("GET", "/v1/reports/proof").has(200)
        #expect(try proof.json().bool("ok"), "\(proof.text)", sourceLocation: location)
        let audit = try await call("GET", "/v1/audit/verify").has(200)
        #expect(try audit.json().bool("intact"), "\(audit.text)", sourceLocation: location)
        let holes = try await count(
            """
            SELECT count(*) FROM @.sync_stream s WHERE s.head <> (SELECT count(*) FROM @.sync_change c WHERE c.stream = s.id)
                OR s.head <> coalesce((SELECT max(position) FROM @.sync_change c WHERE c.stream = s.id), 0)
            """)
        #expect(holes == 0, "streams with holes", sourceLocation: location)
    }

    /// A till that has pulled everything knows the stock of its store exactly as the server does.
    func expectSameStock(_ view: TillView, in store: ID<Store>, _ location: SourceLocation = #_sourceLocation) async throws {
        var told: [StockPlace: Int64] = [:]
        let page = try await call("GET", "/v1/stock?store_id=\(store)&limit=5000").has(200).json()
        for row in try page.list("items") {
            let batch: ID<Batch> = row["batch_id"] == nil ? .none : try row.id("batch_id")
            told[StockPlace(product: try row.id("product_id"), batch: batch)] = try row.int("on_hand_milli")
        }
        #expect(view.stock.mapValues(\.onHandMilli) == told, sourceLocation: location)
    }
}

/// Runs all at once; their answers in order.
func together<Value: Sendable>(_ count: Int, _ body: @Sendable @escaping (Int) async throws -> Value) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for index in 0..<count { group.addTask { (index, try await body(index)) } }
        var values: [Int: Value] = [:]
        for try await (index, value) in group { values[index] = value }
        return values.sorted { $0.key < $1.key }.map(\.value)
    }
}
