import Access
import Catalog
import Chain
import Customers
package import Door
package import Operations
import RetailCore
import Sales
import Stock
import Sync

/// The registry: all features, and what follows from them.
package enum Features {
    package static let all: [Feature] = [.door, .chain, .access, .catalog, .customers, .stock, .sales]

    package static let rows: [any StoredRow.Type] = all.flatMap(\.rows)
    /// Every operation there is.
    package static let operations: [any Operation.Type] = all.flatMap { $0.operations + $0.byRequest }
    /// Those that can be pushed. Some of them only people may do: the grant decides, not the door they came by.
    package static let operationTypes = OperationTypes(all.flatMap(\.operations))

    /// Which tables make up a stream's state.
    static func sources(_ stream: StreamName) -> [Snapshot.Source] {
        rows.compactMap { row in (row as? any StreamedTable.Type).flatMap { Snapshot.Source($0, in: stream) } }
    }
}
