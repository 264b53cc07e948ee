import Chain
import Operations
import RetailCore
import Testing

@Suite struct ChainTests {
    @Test func opensAStoreWithItsFirstRegister() throws {
        let shop = try Shop()
        let made = try shop.run(CreateStore.self, #"{"code":"S2","name":"Second","time_zone":"Pacific/Kiritimati"}"#)
        let id: ID<Store> = try #require(made.id("id"))
        let row = try #require(try shop.store.row(StoreRow.self, id))
        #expect(
            row.code == "S2" && row.name == "Second" && row.timeZone == "Pacific/Kiritimati" && row.status == .open && row.rowVersion == 1)
        let register = try #require(try shop.store.row(RegisterRow.self, made.id("register_id") ?? .none))
        #expect(register.store == id && register.code == "1")
        #expect(made.changes.map(\.stream) == [.catalog])
        let instant = try #require(Instant("2026-03-01T10:00:00Z"))
        #expect(row.businessDay(of: shop.moment(occurredAt: instant)) == Day(year: 2026, month: 3, day: 2), "fourteen hours ahead")
    }

    @Test func aDayBeginsWhenTheStoreSaysAndAZoneCanBeChanged() throws {
        let shop = try Shop()
        let made = try shop.run(CreateStore.self, #"{"code":"B","name":"Bar","time_zone":"UTC","day_starts_at_minute":240}"#)
        let id: ID<Store> = try #require(made.id("id"))
        func day(_ time: String) throws -> Day {
            let (row, moment) = (try shop.store.row(StoreRow.self, id), shop.moment(occurredAt: Instant(time)))
            return try #require(row).businessDay(of: moment)
        }
        #expect(try day("2026-02-15T03:59:59Z") == Day(year: 2026, month: 2, day: 14))
        #expect(try day("2026-02-15T04:00:00Z") == Day(year: 2026, month: 2, day: 15))
        func change(_ version: Int, _ rest: String) throws -> Ran {
            try shop.run(UpdateStore.self, #"{"store_id":"\#(id)","base_version":\#(version),\#(rest)}"#)
        }
        let moved = try change(1, #""time_zone":"Pacific/Kiritimati","day_starts_at_minute":0,"name":"Café""#)
        #expect(moved.code == nil && moved.number("row_version") == 2 && moved.changes.map(\.stream) == [.catalog])
        #expect(try day("2026-02-15T10:00:00Z") == Day(year: 2026, month: 2, day: 16), "fourteen hours ahead")
        let stale = try change(1, #""name":"x""#)
        #expect(stale.code == "store.changed" && stale.current != nil)
        #expect(try change(2, #""time_zone":"Mars/Olympus""#).code == "store.unknown-time-zone")
        #expect(try shop.run(UpdateStore.self, #"{"store_id":"\#(shop.tenant)","base_version":1}"#).code == "store.unknown")
    }

    @Test func refusesAnUnknownTimeZoneAndAnIDInUse() throws {
        let shop = try Shop()
        let unknown = try shop.run(CreateStore.self, #"{"code":"S2","name":"Second","time_zone":"Mars/Olympus"}"#)
        #expect(
            unknown.code == "store.unknown-time-zone" && unknown.fault?.kind == .unprocessable
                && unknown.fault?.fields.first?.field == "time_zone")
        #expect(try shop.run(CreateStore.self, #"{"id":"\#(shop.place)","code":"S2","name":"Second"}"#).code == "store.exists")
        #expect(try shop.store.all(StoreRow.self).count == 1 && shop.store.all(RegisterRow.self).count == 1)
    }

    @Test func addsARegisterToAStoreThatThereIs() throws {
        let shop = try Shop()
        let made = try shop.run(CreateRegister.self, #"{"store_id":"\#(shop.place)","code":"2","name":"Second"}"#)
        let id: ID<Register> = try #require(made.id("id"))
        #expect(try shop.store.row(RegisterRow.self, id)?.store == shop.place)
        #expect(
            try shop.run(CreateRegister.self, #"{"id":"\#(id)","store_id":"\#(shop.place)","code":"3","name":"Third"}"#).code
                == "register.exists")
        #expect(try shop.run(CreateRegister.self, #"{"store_id":"\#(shop.tenant)","code":"2","name":"Second"}"#).code == "store.unknown")
    }

    @Test func keepsTheChainsSettingsAsTheyWere() throws {
        let shop = try Shop(.exclusive)
        let row = try #require(try shop.store.row(ChainSettings.self, shop.tenant))
        #expect(row.currency.code == "EUR" && row.taxMode == .exclusive && row.rounding == .halfEven && row.rowVersion == 1)
        let again = try RowCells.encoded("chain", ChainSettings.table.columns) { row.write(to: &$0) }
        #expect(again.cells == shop.store.tables["chain"]?.values.first?.cells)
    }
}
