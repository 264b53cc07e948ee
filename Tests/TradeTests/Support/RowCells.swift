import Operations
import RetailCore

/// A stored row: its cells, as a database would hold them.
final class RowCells: CellSource {
    let cells: [[UInt8]?]
    /// How many columns have been read: a row that doesn't read all it wrote loses something.
    private(set) var columnsRead = 0
    private let bytes: UnsafeMutableRawBufferPointer
    private var ranges: [Range<Int>?] = []

    init(_ cells: [[UInt8]?]) {
        self.cells = cells
        let all = cells.compactMap(\.self).flatMap(\.self)
        bytes = .allocate(byteCount: all.count, alignment: 1)
        bytes.copyBytes(from: all)
        var start = 0
        for cell in cells {
            ranges.append(cell.map { start..<(start + $0.count) })
            start += cell?.count ?? 0
        }
    }

    deinit { bytes.deallocate() }

    func cell(_ column: Int) -> UnsafeRawBufferPointer? {
        guard ranges.indices.contains(column) else { return nil }
        columnsRead = max(columnsRead, column + 1)
        return ranges[column].map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
    }

    /// The cells of the one row that `write` lays down, checked against the table's columns.
    static func encoded(_ table: String, _ columns: [Column], _ write: (inout CellWriter) -> Void) throws(Fault) -> RowCells {
        var writer = CellWriter(columnCount: columns.count)
        write(&writer)
        writer.endRow()
        var cells: [[UInt8]?] = []
        for (column, bytes) in zip(columns, writer.columns) {
            guard bytes.count >= 4 else { throw MemoryStore.defect("\(table).\(column.name) was not written") }
            let length = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let cell = length == .max ? nil : Array(bytes.dropFirst(4))
            if let cell, cell.count != Int(length) || column.kind.width.map({ $0 != cell.count }) ?? false {
                throw MemoryStore.defect("\(table).\(column.name) holds \(cell.count) bytes")
            }
            cells.append(cell)
        }
        return RowCells(cells)
    }

    /// A key, or its first columns: the same bytes for the same values, and a prefix where it is one.
    static func keyBytes(_ columns: [[UInt8]?]) -> [UInt8] {
        columns.flatMap { cell in
            let cell = cell ?? []
            return withUnsafeBytes(of: UInt32(cell.count).bigEndian) { Array($0) } + cell
        }
    }

    static func keyBytes(width: Int, _ write: (inout CellWriter) -> Void) -> [UInt8] {
        var writer = CellWriter(columnCount: width)
        write(&writer)
        writer.endRow()
        return writer.columns.flatMap(\.self)
    }
}

extension ColumnKind {
    /// How many bytes a cell has; nil where it depends.
    var width: Int? {
        switch self {
        case .id: 16
        case .int64, .instant: 8
        case .int32, .day: 4
        case .bool: 1
        case .text, .bytes, .ids, .words: nil
        }
    }
}
