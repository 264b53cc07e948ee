/// The shape in which libpq takes values.
extension Parameters {
    func withPointers<Outcome>(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> Outcome
    ) -> Outcome {
        guard count > 0 else { return body(0, nil, nil, nil) }
        return storage.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { formats in
                    // A value of no bytes still needs an address: no address means NULL.
                    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { empty in
                        var offset = 0
                        for index in 0..<count {
                            let length = Int(lengths[index])
                            let address = bytes.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
                            values.initializeElement(at: index, to: length < 0 ? nil : address ?? UnsafePointer(empty.baseAddress))
                            formats.initializeElement(at: index, to: 1)
                            offset += max(length, 0)
                        }
                        return lengths.withUnsafeBufferPointer {
                            body(
                                Int32(clamping: count), UnsafePointer(values.baseAddress), $0.baseAddress,
                                UnsafePointer(formats.baseAddress))
                        }
                    }
                }
            }
        }
    }
}
