package import Operations

extension Feature {
    package static let customers = Feature(rows: [CustomerRow.self], operations: [CreateCustomers.self])
}
