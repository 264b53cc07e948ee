package import RetailCore

/// A statement, its parameters and the reading of its rows, side by side.
package protocol Query: Sendable {
    associatedtype Output: Sendable
    static var statement: Statement { get }
    func bind(_ parameters: inout Parameters)
    static func decode(_ row: borrowing Row) throws(Fault) -> Output
}

extension Query {
    package func bind(_ parameters: inout Parameters) {}

    package var parameters: Parameters {
        var parameters = Parameters()
        bind(&parameters)
        return parameters
    }

    package static func decode(_ result: ResultSet) throws(Fault) -> [Output] {
        var rows: [Output] = []
        rows.reserveCapacity(result.count)
        for index in 0..<result.count { rows.append(try decode(result[index])) }
        return rows
    }
}
