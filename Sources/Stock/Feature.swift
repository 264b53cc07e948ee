package import Operations

extension Feature {
    package static let stock = Feature(
        rows: [BatchRow.self, StockBalance.self, StockMovement.self], operations: [ReceiveStock.self, AdjustStock.self])
}
