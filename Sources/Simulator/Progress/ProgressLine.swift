/// A snapshot in one line.
package enum ProgressLine {
    /// `selling [#####     ] 120/457 stores, 40,000/155,848 sales, 3,120/s now, 3,004/s mean, 38 s left`
    package static func text(_ snapshot: ImportSnapshot, nowPerSecond: Double?, barWidth: Int) -> String {
        let isSelling = snapshot.phase == .selling
        let fraction = isSelling ? Double(snapshot.salesDone) / Double(max(1, snapshot.salesTotal)) : snapshot.fraction
        var text = snapshot.phase.rawValue
        if barWidth > 0 {
            let filled = min(barWidth, max(0, Int(Double(barWidth) * fraction)))
            text += " [" + String(repeating: "#", count: filled) + String(repeating: " ", count: barWidth - filled) + "]"
        }
        guard isSelling else { return text + " \(Int(min(1, max(0, fraction)) * 100)) %" }
        text += " \(snapshot.storesDone)/\(snapshot.storesTotal) stores, \(snapshot.salesDone.grouped)/\(snapshot.salesTotal.grouped) sales"
        let mean = snapshot.sellingSeconds > 0 ? Double(snapshot.salesSent) / snapshot.sellingSeconds : 0
        if let nowPerSecond { text += ", \(Int64(nowPerSecond.rounded()).grouped)/s now" }
        text += ", \(Int64(mean.rounded()).grouped)/s mean"
        if mean > 0 { text += ", \(duration(Double(snapshot.salesTotal - snapshot.salesDone) / mean)) left" }
        if snapshot.refused > 0 { text += ", \(snapshot.refused.grouped) REFUSED" }
        if snapshot.retries > 0 { text += ", \(snapshot.retries.grouped) retries" }
        return text
    }

    private static func duration(_ seconds: Double) -> String {
        // Beyond a hundred hours nobody waits for the seconds.
        let whole = Int64(min(max(0, seconds), 360_000).rounded(.up))
        return whole < 60 ? "\(whole) s" : whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
