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
