package import JSON

/// What a stream tells of one kind of thing, for the documents.
package struct StreamedEntity: Sendable {
    package let name: String
    /// The columns of its key.
    package let key: [String]
    package let fields: [Schema.Property]
    /// Whether it comes again, in a later version.
    package let hasVersion: Bool

    package init<T: StreamedTable>(_ type: T.Type) {
        name = T.table.entity
        key = T.table.columns.prefix(T.Key.width).map(\.name)
        fields = T.table.shown
        hasVersion = true
    }

    /// Of something that is told and is no row.
    package init(told name: StaticString, key: String, _ fields: [Schema.Property]) {
        (self.name, self.key, self.fields, hasVersion) = (String(describing: name), [key], fields, false)
    }
}
