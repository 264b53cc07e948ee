/// What the standard says about the data of one application identifier.
final class ApplicationIdentifierSyntax: Sendable {
    /// One or several others, of which all must be there: `01+21`. A range stands for a family: `310n`, `31nn`.
    typealias Group = [ClosedRange<UInt16>]

    let number: UInt16
    let title: String
    let components: [ElementComponent]
    let minimum: Int
    let maximum: Int
    let needsSeparator: Bool
    let isLinkAttribute: Bool
    /// At least one group must be there too; empty: needs nothing.
    let needs: [Group]
    /// None of these may be there too.
    let excludes: Group
    /// For primary keys of Digital Links: the orders in which qualifiers may follow; nil for what is no key.
    let qualifiers: [[UInt16]]?
    let decoding: ElementDecoding

    var identifier: ApplicationIdentifier { ApplicationIdentifier(number: number) }

    /// From a line of the table, for one number of its range; nil where the line is not one.
    init?(number: UInt16, columns: [Substring]) {
        guard columns.count == 7 else { return nil }
        var components: [ElementComponent] = []
        for word in columns[2].split(separator: " ") {
            guard let component = ElementComponent(word) else { return nil }
            components.append(component)
        }
        guard !components.isEmpty, let needs = Self.groups(columns[3]), let excludes = Self.groups(columns[4]) else { return nil }
        self.number = number
        self.title = String(columns[6])
        self.components = components
        self.minimum = components.reduce(0) { $0 + ($1.isOptional ? 0 : $1.minimum) }
        self.maximum = components.reduce(0) { $0 + $1.maximum }
        self.needsSeparator = !columns[1].contains("*")
        self.isLinkAttribute = columns[1].contains("?")
        self.needs = needs
        self.excludes = excludes.flatMap { $0 }
        self.qualifiers =
            columns[5] == "-" ? nil : columns[5].split(separator: "/").map { $0.split(separator: ",").compactMap { UInt16($0) } }
        self.decoding = ElementDecoding(number: number)
    }

    /// `01+21,310n,31nn`; nil where a word is none.
    private static func groups(_ text: Substring) -> [Group]? {
        var groups: [Group] = []
        for alternative in text.split(separator: ",") {
            var group: Group = []
            for word in alternative.split(separator: "+") {
                guard let low = UInt16(String(word.map { $0 == "n" ? "0" : $0 })),
                    let high = UInt16(String(word.map { $0 == "n" ? "9" : $0 }))
                else { return nil }
                group.append(low...high)
            }
            groups.append(group)
        }
        return groups
    }
}
