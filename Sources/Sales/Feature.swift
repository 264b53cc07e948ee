package import Operations

extension Feature {
    package static let sales = Feature(
        rows: [SaleRow.self, SaleLineRow.self, SalePaymentRow.self, ReceiptSeries.self], operations: [CompleteSale.self, RefundSale.self])
}
