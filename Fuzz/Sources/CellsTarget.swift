import Access
import Catalog
import Chain
import Customers
import Operations
import RetailCore
import Sales
import Stock

/// Stored rows of any bytes: the first byte picks the table, then come cells behind a byte of length (255: null).
enum CellsTarget {
    private final class Cells: CellSource {
        private let bytes: UnsafeMutableRawBufferPointer
        private var places: [Range<Int>?] = []

        init(_ content: ArraySlice<UInt8>) {
            bytes = .allocate(byteCount: max(1, content.count), alignment: 1)
            bytes.copyBytes(from: content)
            var index = 0
            while index < content.count {
                let length = Int(bytes[index])
                index += 1
                guard length < 255 else {
                    places.append(nil)
                    continue
                }
                let end = min(index + length, content.count)
                places.append(index..<end)
                index = end
            }
        }

        deinit { bytes.deallocate() }

        func cell(_ column: Int) -> UnsafeRawBufferPointer? {
            guard places.indices.contains(column), let place = places[column] else { return nil }
            return UnsafeRawBufferPointer(rebasing: bytes[place])
        }
    }

    private static let tables: [@Sendable (Cells) -> Void] = [
        reading(ChainSettings.self), reading(StoreRow.self), reading(RegisterRow.self), reading(RoleRow.self), reading(StaffRow.self),
        reading(DeviceRow.self), reading(CategoryRow.self), reading(TaxClassRow.self), reading(ProductRow.self), reading(BarcodeRow.self),
        reading(PriceRow.self), reading(CustomerRow.self), reading(SaleRow.self), reading(SaleLineRow.self), reading(ReceiptSeries.self),
        reading(BatchRow.self), reading(StockBalance.self),
    ]

    static func run(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        tables[Int(first) % tables.count](Cells(bytes.dropFirst()))
    }

    private static func reading<T: Table>(_ type: T.Type) -> @Sendable (Cells) -> Void { { read(type, $0) } }

    private static func read<T: Table>(_ type: T.Type, _ cells: Cells) {
        var reader = CellReader(cells)
        guard let row = try? T(&reader) else { return }
        var writer = CellWriter(columnCount: T.columns.count)
        row.write(to: &writer)
        writer.endRow()
        if let streamed = row as? any StreamedTable { _ = streamed.encodedChange() }
        _ = row.key.fingerprint
    }
}
