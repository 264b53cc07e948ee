import RetailCore

/// The fields of one record, quotes taken off, laid down one behind the other.
struct CSVRecord {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var ends: [Int] = []
    /// Where the record begins in its file.
    fileprivate(set) var offset: Int64 = 0

    var count: Int { ends.count }

    subscript(_ index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }
}

/// Reads comma-separated records (RFC 4180: quotes, doubled quotes, line ends inside of quotes; LF and CRLF) from a part of a file,
/// one at a time and in constant memory.
struct CSVReader {
    private let file: FileBytes
    private let end: Int64
    private var buffer: [UInt8]
    /// The bytes of the buffer that are read, and where the buffer begins in the file.
    private var filled = 0
    private var index = 0
    private var base: Int64

    private enum State { case plain, quoted, quoteInQuoted }

    init(_ file: FileBytes, from start: Int64 = 0, to end: Int64? = nil, bufferSize: Int = 1 << 16) {
        self.file = file
        self.end = min(end ?? file.count, file.count)
        base = start
        buffer = [UInt8](repeating: 0, count: max(1, min(bufferSize, Int(self.end - start))))
    }

    /// Where the next record begins.
    var offset: Int64 { base + Int64(index) }

    /// False at the end. - Throws: `csv.malformed` with the place.
    mutating func next(_ record: inout CSVRecord) throws(Fault) -> Bool {
        record.bytes.removeAll(keepingCapacity: true)
        record.ends.removeAll(keepingCapacity: true)
        record.offset = offset
        var state = State.plain
        var wasQuoted = false
        var fieldStart = 0
        while true {
            if index == filled, try !refill() {
                guard state != .quoted else { throw malformed("ends inside of quotes", record.offset) }
                guard offset > record.offset else { return false }
                record.ends.append(record.bytes.count)
                return true
            }
            let byte = buffer[index]
            index += 1
            switch (state, byte) {
            case (.quoted, 0x22): state = .quoteInQuoted
            case (.quoted, _): record.bytes.append(byte)
            case (.quoteInQuoted, 0x22):
                record.bytes.append(byte)
                state = .quoted
            case (.plain, 0x22) where record.bytes.count == fieldStart && !wasQuoted:
                (state, wasQuoted) = (.quoted, true)
            case (_, 0x2C):
                record.ends.append(record.bytes.count)
                (state, wasQuoted, fieldStart) = (.plain, false, record.bytes.count)
            case (_, 0x0A):
                if !wasQuoted, record.bytes.count > fieldStart, record.bytes.last == 0x0D { record.bytes.removeLast() }
                record.ends.append(record.bytes.count)
                return true
            case (.quoteInQuoted, 0x0D): break
            case (.quoteInQuoted, _): throw malformed("goes on after a closing quote", record.offset)
            case (.plain, 0x22): throw malformed("has a quote inside of a plain field", record.offset)
            case (.plain, _): record.bytes.append(byte)
            }
        }
    }

    private mutating func refill() throws(Fault) -> Bool {
        base += Int64(filled)
        index = 0
        filled = try file.read(from: base, to: end, into: &buffer)
        return filled > 0
    }

    private func malformed(_ words: String, _ offset: Int64) -> Fault {
        Fault(.malformed, "csv.malformed", "The record at byte \(offset) of \(file.path) \(words).")
    }
}
