package import Operations
package import RetailCore

extension StoreRow {
    /// The day of the store's own calendar on which something happened; by UTC where this machine does not know the store's zone
    /// (`knowsZone`): what has happened is not refused for it.
    package func businessDay(of moment: Moment) -> Day {
        (moment.zones.rules(timeZone) ?? .utc).businessDay(of: moment.effectiveAt)
    }

    package func knowsZone(_ moment: Moment) -> Bool { moment.zones.rules(timeZone) != nil }
}
