package import RetailCore

/// The stores somebody may act in, as they stand in a row: ids with spaces between. An empty text means every store of the chain.
package enum StoredStores {
    /// What can't be read stands for no store (the all-zero id), never for every store: damage takes rights away, it gives none.
    package static func read(_ text: String) -> [ID<Store>] {
        if text.isEmpty { return [] }
        let stores = text.split(separator: " ").map { ID<Store>($0) ?? .none }
        return stores.isEmpty ? [.none] : stores
    }

    package static func text(_ stores: [ID<Store>]) -> String { stores.map(\.description).joined(separator: " ") }
}
