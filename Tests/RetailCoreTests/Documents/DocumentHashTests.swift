import RetailCore
import Testing

/// Golden values from Python's json and hashlib (`scripts/crosscheck-documents.py` has the recipe).
@Suite struct DocumentHashTests {
    @Test func aReceiptHasTheseBytesAndThisHash() throws {
        let bytes = try Sample.bread().canonicalBytes()
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"""
                {"business_day":"2026-03-03","cashier_id":"01900000-0000-7000-8000-000000000004","currency":"EUR","document":"\#
                receipt/1","kind":"sale","lines":[{"amount_minor":349,"discounts":[],"kind":"goods","product_id":"01900000-000\#
                0-7000-8000-000000000005","quantity_milli":1000,"shelf_minor":349,"taxes":[{"code":"B","tax_minor":23}],"text"\#
                :"Roggenbrot 750 g","unit":"","unit_price_minor":349},{"amount_minor":337,"batch_number":"L7","discounts":[{"a\#
                mount_minor":37,"label":"Apfelwoche","source_id":"apfelwoche"}],"kind":"goods","product_id":"01900000-0000-700\#
                0-8000-000000000006","quantity_milli":1250,"shelf_minor":374,"taxes":[{"code":"B","tax_minor":22}],"text":"Äpf\#
                el \"Elstar\"","unit":"kg","unit_price_minor":299}],"number":1,"occurred_at":"2026-03-03T09:05:00Z","payments"\#
                :[{"amount_minor":1000,"method":"cash"}],"printed_number":"S012-R03-1","register_id":"01900000-0000-7000-8000-\#
                000000000003","seller":{"address":["Hauptstr. 1","12345 Ort"],"chain_id":"01900000-0000-7000-8000-000000000001\#
                ","chain_name":"Hofgut eG","store_id":"01900000-0000-7000-8000-000000000002","store_name":"Markt Süd","tax_num\#
                ber":"DE123456789"},"series_id":"01900000-0000-7000-8000-000000000033","tax_mode":"inclusive","tax_rounding":"\#
                half_up","tax_scope":"line","taxes":[{"code":"B","gross_minor":686,"net_minor":641,"rate_micro":70000,"tax_min\#
                or":45}],"totals":{"change_minor":315,"discount_minor":37,"due_minor":685,"gross_minor":686,"net_minor":641,"o\#
                pen_minor":0,"paid_minor":1000,"rounding_minor":-1,"shelf_minor":723,"tax_minor":45}}
                """#)
        let genesis = DocumentHash.genesis(register: Sample.register, series: Sample.series)
        #expect(genesis.description == "3b71a96f47a7b3d50ebfa8691e0859868601c10708e7f99e6f7b05c8db0dcf8e")
        let hash = DocumentHash.entry(after: genesis, bytes)
        #expect(hash.description == "2f93677de6fbb47282e555cf78b31b124064b5fdfec99227c41f0b5c24a7ae53")
        #expect(hash.shortText == "2F93-677D-E6FB")
        var journal = Journal(register: Sample.register, series: Sample.series)
        #expect(try journal.append(Sample.bread()) == JournalEntry(document: bytes, previousHash: genesis, hash: hash))
    }

    @Test func readsItsTextOnly() throws {
        let hash = DocumentHash.genesis(register: Sample.register, series: Sample.series)
        #expect(DocumentHash(hash.description) == hash && DocumentHash(bytes: hash.bytes) == hash)
        for text in ["", "ab", hash.description.uppercased(), hash.description + "0", String(repeating: "g", count: 64)] {
            #expect(DocumentHash(text) == nil)
        }
        #expect(DocumentHash(bytes: Array(hash.bytes.dropLast())) == nil)
    }
}
