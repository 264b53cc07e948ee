/// Deals sorted by what they have to do with each other.
enum DealClusters {
    /// Parts of `deals` that can't get in each other's way: no line, and no group where `groups` says so, is wanted by two of them. Deals keep their
    /// order, and clusters are in the order of their first deals.
    static func apart(_ deals: [Deal], lines: Int, byGroups: Bool = false) -> [[Deal]] {
        var leader = Array(deals.indices)
        func find(_ deal: Int) -> Int {
            var deal = deal
            while leader[deal] != deal {
                // Halves the way for all that come after.
                leader[deal] = leader[leader[deal]]
                deal = leader[deal]
            }
            return deal
        }
        func join(_ one: Int, _ other: Int) {
            let (first, second) = (find(one), find(other))
            leader[max(first, second)] = min(first, second)
        }
        var owner: [Int32] = Array(repeating: -1, count: lines)
        var ownerOfGroup: [String: Int] = [:]
        for (number, deal) in deals.enumerated() {
            for part in deal.lines {
                for line in part {
                    if owner[Int(line)] < 0 { owner[Int(line)] = Int32(number) } else { join(number, Int(owner[Int(line)])) }
                }
            }
            if byGroups, let group = deal.group {
                if let other = ownerOfGroup[group] { join(number, other) } else { ownerOfGroup[group] = number }
            }
        }
        var place: [Int: Int] = [:]
        var clusters: [[Deal]] = []
        for (number, deal) in deals.enumerated() {
            let first = find(number)
            if let known = place[first] {
                clusters[known].append(deal)
            } else {
                place[first] = clusters.count
                clusters.append([deal])
            }
        }
        return clusters
    }
}
