package import Operations

extension Feature {
    package static let sales = Feature(
        rows: [SaleRow.self, SaleLineRow.self, SalePaymentRow.self, ReceiptSeries.self, ExpenseRow.self],
        operations: [CompleteSale.self, RefundSale.self, RecordExpense.self])
}
