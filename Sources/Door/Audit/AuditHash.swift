import Crypto
import RetailCore

extension AuditRow {
    /// SHA-256 over the previous row's hash and every field of this one, each of fixed width or behind its length, so that no field can
    /// borrow from its neighbour. Integers are big-endian; a length of −1 stands for a field that is left out.
    package func hash(after previous: [UInt8]) -> [UInt8] {
        var bytes = AuditBytes()
        bytes.raw(previous)
        if format == 1 { appendFirstFormat(&bytes) } else { appendFields(&bytes) }
        return bytes.sha256
    }

    private func appendFields(_ bytes: inout AuditBytes) {
        bytes.integer(format)
        bytes.id(chain)
        bytes.integer(number)
        bytes.integer(at.microseconds)
        bytes.id(attempt.actor)
        bytes.integer(attempt.attempts)
        bytes.sized(attempt.operation?.bytes)
        bytes.text(attempt.action)
        bytes.text(attempt.outcome)
        bytes.text(attempt.detail)
        bytes.text(attempt.origin.requestID)
        bytes.text(attempt.origin.address)
    }

    private func appendFirstFormat(_ bytes: inout AuditBytes) {
        bytes.id(chain)
        bytes.id(attempt.actor)
        if let operation = attempt.operation { bytes.id(operation) }
        for number in [number, at.microseconds, Int64(attempt.attempts)] { bytes.integer(number) }
        bytes.text(attempt.action)
        bytes.text(attempt.outcome)
        bytes.text(attempt.detail)
        bytes.text(attempt.origin.requestID)
    }
}

/// What is hashed, laid down once.
struct AuditBytes {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(320) }

    mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func id<T>(_ id: ID<T>) {
        integer(id.high)
        integer(id.low)
    }

    mutating func sized(_ value: [UInt8]?) {
        integer(Int32(value?.count ?? -1))
        if let value { raw(value) }
    }

    mutating func text(_ value: String?) {
        integer(Int32(value?.utf8.count ?? -1))
        if let value { bytes.append(contentsOf: value.utf8) }
    }

    var sha256: [UInt8] { Array(SHA256.hash(data: bytes)) }
}
