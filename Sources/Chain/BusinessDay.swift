package import Operations
package import RetailCore

extension StoreRow {
    /// The day of the store's own calendar on which something happened, from the minute on at which its days begin; by UTC where this machine does not know the store's zone
    /// (`oddities`): what has happened is not refused for it.
    package func businessDay(of moment: Moment) -> Day {
        (moment.zones.rules(timeZone) ?? .utc).businessDay(of: moment.effectiveAt, startsAtMinute: Int(dayStartsAt))
    }

    /// What a manager should know of a business day.
    package func oddities(of moment: Moment) -> Set<SaleFlag> {
        var flags: Set<SaleFlag> = moment.clockDiffers ? [.clockDiffers] : []
        if moment.zones.rules(timeZone) == nil { flags.insert(.zoneUnknown) }
        return flags
    }
}
