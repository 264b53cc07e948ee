package import Operations
package import RetailCore

extension StoreRow {
    /// The day of the store's own calendar on which something happened.
    package func businessDay(of moment: Moment) -> Day {
        (moment.zones.rules(timeZone) ?? .utc).businessDay(of: moment.effectiveAt)
    }
}
