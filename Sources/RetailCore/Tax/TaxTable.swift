/// A part of the world where the same taxes hold (`DE`, `CA-QC`); a chain's stores are mapped to zones.
public struct TaxZone: Hashable, Sendable {
    /// As the chain calls it.
    public let name: String

    /// A zone by its name.
    public init(_ name: String) {
        self.name = name
    }
}

/// What is levied on a tax class, where and when.
///
/// For a store and a day, the entry of the store's own zone counts; where it has none for the class on that day, the general one.
public struct TaxTable: Sendable {
    /// What is levied on a class from a day on.
    public struct Entry: Hashable, Sendable {
        /// The class.
        public let taxClass: TaxClassID
        /// nil: everywhere that has no entry of its own.
        public let zone: TaxZone?
        /// The first day.
        public let from: Day
        /// The first day it no longer holds; nil: until further notice.
        public let until: Day?
        /// The taxes, in the order in which they apply.
        public let components: TaxComponents

        /// - Throws: `tax.validity-empty` (`unprocessable`).
        public init(_ taxClass: TaxClassID, zone: TaxZone? = nil, from: Day, until: Day? = nil, components: TaxComponents) throws(Fault) {
            if let until, until <= from {
                throw Fault(.unprocessable, "tax.validity-empty", "The validity has to end after it begins.")
            }
            self.taxClass = taxClass
            self.zone = zone
            self.from = from
            self.until = until
            self.components = components
        }
    }

    private struct Key: Hashable {
        let taxClass: TaxClassID
        /// 0: the general one.
        let zone: Int
    }

    /// Sorted by first day, without overlaps.
    private var entries: [Key: [Entry]] = [:]
    private var zoneOfStore: [StoreID: Int] = [:]
    private let classes: Set<TaxClassID>

    /// - Parameter zones: the zone of each store; a store without one has the general entries only.
    /// - Throws: `tax.overlapping-validity` (`unprocessable`) for two entries of one class and zone that hold on the same day.
    public init(_ entries: [Entry], zones: [StoreID: TaxZone] = [:]) throws(Fault) {
        var numbers: [TaxZone: Int] = [:]
        for entry in entries {
            var number = 0
            if let zone = entry.zone {
                number = numbers[zone] ?? numbers.count + 1
                numbers[zone] = number
            }
            self.entries[Key(taxClass: entry.taxClass, zone: number), default: []].append(entry)
        }
        // In order, so that every machine names the same of several conflicts.
        for (key, unsorted) in self.entries.sorted(by: { ($0.key.taxClass, $0.key.zone) < ($1.key.taxClass, $1.key.zone) }) {
            let sorted = unsorted.sorted { $0.from < $1.from }
            for (earlier, later) in zip(sorted, sorted.dropFirst()) where earlier.until.map({ $0 > later.from }) ?? true {
                throw Fault(
                    .unprocessable, "tax.overlapping-validity", "Two tax entries of one class and zone hold on the same day.",
                    diagnosis: "class \(key.taxClass), \(later.from)")
            }
            self.entries[key] = sorted
        }
        // A store in a zone that no entry names is as good as one without.
        for (store, zone) in zones { zoneOfStore[store] = numbers[zone] }
        classes = Set(entries.map(\.taxClass))
    }

    /// The taxes on a class in a store on a business day.
    ///
    /// - Throws: `tax.unknown-class` where the table has nothing on the class at all; `tax.not-valid-then` where it has, but for other days or
    ///   zones (both `unprocessable`): goods are never sold untaxed by accident.
    public func components(for taxClass: TaxClassID, store: StoreID, on day: Day) throws(Fault) -> TaxComponents {
        if let zone = zoneOfStore[store], let own = entry(Key(taxClass: taxClass, zone: zone), day) { return own.components }
        if let general = entry(Key(taxClass: taxClass, zone: 0), day) { return general.components }
        guard classes.contains(taxClass) else {
            throw Fault(.unprocessable, "tax.unknown-class", "The tax class is not known.", diagnosis: "\(taxClass)")
        }
        throw Fault(
            .unprocessable, "tax.not-valid-then", "The tax class has no rate for this store on this day.", diagnosis: "\(taxClass), \(day)")
    }

    private func entry(_ key: Key, _ day: Day) -> Entry? {
        guard let list = entries[key] else { return nil }
        let low = list.indices.partitionPoint { list[$0].from > day }
        guard low > 0, list[low - 1].until.map({ day < $0 }) ?? true else { return nil }
        return list[low - 1]
    }
}
