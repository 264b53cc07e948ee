import JSON
import RetailCore
import SyncProtocol

/// A receipt as a stream tells it, as far as it is added up.
struct FoldedSale {
    var id: ID<Sale>
    var isRefund = false
    var lines: Int64 = 0
    var revenueMinor: Int64 = 0

    init(_ data: JSONValue) throws(Fault) {
        id = .none
        var hasRevenue = false
        for (name, value) in try data.members() {
            switch name {
            case "id": id = try ID.read(value, .none)
            case "kind": isRefund = try value.string() == "refund"
            case "lines": lines = Int64(try value.elements().count)
            case "revenue_minor":
                guard let revenue = value.anyInt64 else { throw .reply(lacks: name) }
                (revenueMinor, hasRevenue) = (revenue, true)
            default: break
            }
        }
        guard !id.isNone, hasRevenue else { throw .reply(lacks: "id, revenue_minor") }
    }
}

/// The receipts of a store, counted; which of them were seen is kept, for a receipt has no version that could tell it came twice.
package struct FoldedSales: Sendable, Equatable {
    package private(set) var sales: Int64 = 0
    package private(set) var refunds: Int64 = 0
    package private(set) var lines: Int64 = 0
    package private(set) var revenueMinor: Int64 = 0
    private var seen: [ID<Sale>: Seen] = [:]

    private struct Seen: Sendable, Equatable {
        var position: Position
        var isRefund: Bool
        var lines: Int64
        var revenueMinor: Int64
    }

    /// Early, then in its turn: counted once. At two positions: it took effect twice.
    mutating func take(_ sale: FoldedSale, at position: Position) throws(Fault) {
        if let known = seen[sale.id] {
            guard known.position == position else {
                throw Fault(
                    .broken, "till.sale-twice", "The sale \(sale.id) stands at \(known.position.value) and again at \(position.value).")
            }
            return
        }
        let new = Seen(position: position, isRefund: sale.isRefund, lines: sale.lines, revenueMinor: sale.revenueMinor)
        seen[sale.id] = new
        count(new, 1)
    }

    /// What was told behind a fork has not happened.
    mutating func forget(after fork: Position) {
        for (sale, known) in seen where known.position > fork {
            seen[sale] = nil
            count(known, -1)
        }
    }

    private mutating func count(_ sale: Seen, _ factor: Int64) {
        if sale.isRefund { refunds += factor } else { sales += factor }
        lines += factor * sale.lines
        revenueMinor += factor * sale.revenueMinor
    }
}
