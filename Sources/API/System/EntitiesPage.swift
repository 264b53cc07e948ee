import Access
import JSON
package import Operations
import RetailCore
import Sales
import Sync
import Web

/// `docs/entities.md`: what streams tell, from the tables that snapshots read and the documents that operations tell.
package enum EntitiesPage {
    package static func markdown() -> String {
        let streams = kinds.map { stream, name, words in "## `\(name)`\n\n\(words)\n\n" + entities(of: stream).map(section).joined() }
        let flags = SaleFlag.allCases.sorted().map { "| `\($0.rawValue)` | \($0.words) |\n" }.joined()
        return intro + streams.joined() + "## Flags\n\nOf a sale or a refund that was taken.\n\n| flag | |\n|---|---|\n" + flags
    }

    /// What a stream tells, also what no snapshot has.
    package static func entities(of stream: StreamName) -> [StreamedEntity] {
        let rows = Features.sources(stream).map(\.entity)
        switch stream {
        case .catalog, .customers: return rows
        case .store: return rows + [SaleDocument.told]
        case .device: return rows + [RevokeDevice.told]
        }
    }

    private static let kinds: [(StreamName, String, String)] = [
        (.catalog, "catalog", "What holds for the whole chain."),
        (.store(.none), "store:<id>", "What happens in one store; the store is the stream's."),
        (.customers(home: .none), "customers:<id>", "Customers whose home one store is."),
        (.device(.none), "device:<id>", "What is meant for one device."),
    ]

    private static let intro = """
        # What streams tell

        Generated from the code (`retail document entities`); edits here are lost. How a till takes it in: [writing-a-till.md](writing-a-till.md).

        A change has `{"entity", "row_version", "data"}`. A row is known among those of its entity by its key, and comes with all its fields; one \
        that is left out has nothing to say. The id of all zeros is left out too, also from keys. Rows are never deleted.


        """

    private static func section(_ entity: StreamedEntity) -> String {
        let key = entity.key.map { "`\($0)`" }.joined(separator: ", ")
        let version = entity.hasVersion ? "" : " No `row_version`, and not in snapshots: it comes once and never changes."
        let fields = entity.fields.isEmpty ? "" : APIReference.table(entity.fields) + "\n"
        return "### `\(entity.name)`\n\nKey: \(key).\(version)\n\n\(fields)" + entity.fields.map { parts(of: $0.schema) }.joined()
    }

    /// What the fields of an entity are made of.
    private static func parts(of schema: Schema) -> String {
        switch schema {
        case .array(let element, _): parts(of: element)
        case .object(let name, let fields): "#### \(name)\n\n" + APIReference.table(fields) + "\n"
        default: ""
        }
    }
}
