/// Network byte order, in which PostgreSQL's binary format writes every number.
extension [UInt8] {
    @inline(__always) mutating func appendBigEndian<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// nil where fewer bytes are left than the number has.
    @inline(__always) func bigEndian<Number: FixedWidthInteger>(at offset: Int = 0, as type: Number.Type = Number.self) -> Number? {
        guard offset >= 0, count - offset >= MemoryLayout<Number>.size else { return nil }
        return Number(bigEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
