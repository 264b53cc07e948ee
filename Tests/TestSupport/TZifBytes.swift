/// Builds the bytes of a TZif file, well-formed or not.
package struct TZifBytes {
    package var version: UInt8
    package var types: [Int32]
    package var transitions: [(at: Int64, type: UInt8)]
    package var footer: String?
    package var leapSeconds: Int

    package init(
        version: UInt8 = 0x32, types: [Int32] = [0], transitions: [(at: Int64, type: UInt8)] = [], footer: String? = "",
        leapSeconds: Int = 0
    ) {
        (self.version, self.types, self.transitions, self.footer, self.leapSeconds) = (version, types, transitions, footer, leapSeconds)
    }

    package var bytes: [UInt8] {
        var bytes = header(transitions: 0, types: 1, leapSeconds: 0)
        bytes += [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
        bytes += header(transitions: transitions.count, types: types.count, leapSeconds: leapSeconds)
        for transition in transitions { bytes += bigEndian(transition.at) }
        bytes += transitions.map(\.type)
        for type in types { bytes += bigEndian(type) + [0, 0] }
        bytes += Array("UTC\0".utf8)
        bytes += Array(repeating: 0, count: leapSeconds * 12)
        if let footer { bytes += Array("\n\(footer)\n".utf8) }
        return bytes
    }

    private func header(transitions: Int, types: Int, leapSeconds: Int) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15)
        for count in [0, 0, leapSeconds, transitions, types, 4] { bytes += bigEndian(Int32(count)) }
        return bytes
    }

    private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        stride(from: value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
