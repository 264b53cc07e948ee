import Catalog
import Chain
import Customers
import Operations
import RetailCore
import Sales
import Stock
import Testing

@Suite struct LockOrderTests {
    /// Every table of the trade; a new one is listed here, or the test below it does not know of it.
    static let tables: [any Table.Type] = [
        ChainSettings.self, StoreRow.self, RegisterRow.self, StaffRow.self, CategoryRow.self, TaxClassRow.self, ProductRow.self,
        BarcodeRow.self,
        PriceRow.self, CustomerRow.self,
        SaleRow.self, SaleLineRow.self, ReceiptSeries.self, BatchRow.self, StockBalance.self,
    ]

    @Test func everyTableHasAPlaceOfItsOwn() {
        let names = Self.tables.map { $0.name }
        #expect(Set(names).count == names.count)
        let places = Dictionary(grouping: Self.tables, by: { $0.lockOrder })
        for (place, tables) in places { #expect(tables.count == 1, "\(place): \(tables.map { $0.name })") }
        #expect(places[.logs] == nil, "what is only added to is not locked")
    }

    /// The order that ARCHITECTURE.md promises: catalogue before documents, documents before stock.
    @Test func locksCatalogueThenDocumentsThenStock() {
        #expect(Self.tables.map { $0.lockOrder } == Self.tables.map { $0.lockOrder }.sorted())
        #expect(PriceRow.lockOrder < SaleRow.lockOrder && ReceiptSeries.lockOrder < StockBalance.lockOrder)
    }

    @Test func aKeysColumnsComeFirstAndVersionsLast() {
        for table in Self.tables {
            func width<T: Table>(_ type: T.Type) -> Int { T.Key.width }
            #expect(width(table) <= table.columns.count)
            #expect(Set(table.columns.map(\.name)).count == table.columns.count, "\(table.name)")
            if table is any StreamedTable.Type { #expect(table.columns.last?.name == "row_version", "\(table.name)") }
        }
    }

    @Test func whatIsAskedForByGroupIsGroupedByItsKeysFirstColumns() throws {
        let shop = try Shop()
        let apple = try shop.product()
        try shop.receive(apple, 1000, batch: "A")
        _ = try shop.sell([line(apple, 1000)], pay("card", 100))
        func check<T: GroupedTable>(_ type: T.Type) throws {
            let rows = try shop.store.all(type)
            #expect(!rows.isEmpty, "\(T.name)")
            for row in rows {
                let key = RowCells.keyBytes(width: T.Key.width) { row.key.write(to: &$0) }
                #expect(
                    T.Group.width < T.Key.width && key.starts(with: RowCells.keyBytes(width: T.Group.width) { row.group.write(to: &$0) }),
                    "\(T.name)")
            }
        }
        for table in Self.tables { if let grouped = table as? any GroupedTable.Type { try check(grouped) } }
    }
}
