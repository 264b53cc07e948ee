import RetailCore

/// A CSV file whose first record names the columns.
struct CSVTable {
    let file: FileBytes
    private let names: [String]
    /// Where the first record of data begins.
    let start: Int64

    /// - Throws: `csv.malformed`, `files.unreadable`.
    init(_ file: FileBytes) throws(Fault) {
        self.file = file
        var reader = CSVReader(file)
        var header = CSVRecord()
        guard try reader.next(&header) else { throw Fault(.malformed, "csv.malformed", "\(file.path) is empty.") }
        names = (0..<header.count).map { header.text($0) }
        start = reader.offset
    }

    var columnCount: Int { names.count }

    func column(_ name: String) throws(Fault) -> Int {
        guard let index = names.firstIndex(of: name) else {
            throw Fault(.malformed, "csv.missing-column", "\(file.path) has no column \(name).")
        }
        return index
    }

    func reader(from start: Int64? = nil, to end: Int64? = nil) -> CSVReader {
        CSVReader(file, from: start ?? self.start, to: end, bufferSize: end == nil ? 1 << 18 : 1 << 14)
    }

    /// - Throws: `csv.malformed` where a record has more or fewer fields than the header.
    func check(_ record: CSVRecord) throws(Fault) {
        guard record.count == names.count else {
            throw Fault(
                .malformed, "csv.malformed",
                "The record at byte \(record.offset) of \(file.path) has \(record.count) fields, not \(names.count).")
        }
    }

    /// What can't be read, with its place.
    func unreadable(_ record: CSVRecord, _ column: Int) -> Fault {
        Fault(
            .malformed, "csv.bad-value",
            "The record at byte \(record.offset) of \(file.path) has \(record.text(column)) for \(names[column]).")
    }
}
