package import Operations
package import RetailCore

extension StoreRow {
    /// The day of the store's own calendar on which something happened.
    package func businessDay(of instant: Instant, _ moment: Moment) -> Day {
        (moment.zones.rules(timeZone) ?? .utc).businessDay(of: instant)
    }
}
