/// A bounded queue in which nobody can push others aside: addresses take turns, who is known goes first, and where it is full the
/// address that has most in it makes room.
///
/// Looked through from end to end at each step: it is for tens of jobs that take tens of milliseconds each.
struct FairQueue<Job> {
    struct Entry {
        var share: PasswordShare
        var job: Job
        /// The turn in which it is served: an address' second job waits for everybody's first.
        fileprivate var turn: UInt64
    }

    /// What became of a job: it waits, perhaps in the place of another; or it found no room.
    enum Admission {
        case waits(displaced: Job?)
        case full
    }

    /// After so many known ones in a row one that is not known is served.
    static var knownInARow: Int { 3 }

    let capacity: Int
    let perAddress: Int
    /// Three quarters: one chain's storm leaves room for the others.
    var perChain: Int { max(1, capacity - capacity / 4) }
    private var entries: [Entry] = []
    private var turns: [Bool: UInt64] = [:]
    private var knownServed = 0

    init(capacity: Int, perAddress: Int) {
        self.capacity = max(1, capacity)
        self.perAddress = max(1, min(perAddress, capacity))
    }

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ job: Job, _ share: PasswordShare) -> Admission {
        let mine = entries.filter { $0.share.address == share.address }
        var displaced: Job?
        if mine.count >= perAddress {
            // Strangers at an address make room for those who are known there.
            guard let place = newest(where: { $0.address == share.address && share.isKnown && !$0.isKnown }) else { return .full }
            displaced = entries.remove(at: place).job
        } else if !share.chain.isEmpty, entries.count(where: { $0.share.chain == share.chain }) >= perChain {
            guard let place = victim(for: share, mine: mine.count, among: { $0.chain == share.chain }) else { return .full }
            displaced = entries.remove(at: place).job
        } else if entries.count >= capacity {
            guard let place = victim(for: share, mine: mine.count, among: { _ in true }) else { return .full }
            displaced = entries.remove(at: place).job
        }
        let last = entries.filter { $0.share.address == share.address && $0.share.isKnown == share.isKnown }.map(\.turn).max()
        let turn = max(turns[share.isKnown] ?? 0, last.map { $0 + 1 } ?? 0)
        entries.append(Entry(share: share, job: job, turn: turn))
        return .waits(displaced: displaced)
    }

    mutating func next() -> Job? {
        let prefersKnown = knownServed < Self.knownInARow
        guard let place = first(isKnown: prefersKnown) ?? first(isKnown: !prefersKnown) else { return nil }
        let entry = entries.remove(at: place)
        knownServed = entry.share.isKnown ? knownServed + 1 : 0
        turns[entry.share.isKnown] = entry.turn
        return entry.job
    }

    private func first(isKnown: Bool) -> Int? {
        entries.indices.filter { entries[$0].share.isKnown == isKnown }.min { (entries[$0].turn, $0) < (entries[$1].turn, $1) }
    }

    /// Whose newest job gives way: the address' that has most, if it has more than the newcomer's, or if it is not known and the newcomer is.
    private func victim(for share: PasswordShare, mine: Int, among: (PasswordShare) -> Bool) -> Int? {
        let candidates = entries.filter { among($0.share) && (!$0.share.isKnown || share.isKnown) }
        let strangers = candidates.filter { !$0.share.isKnown }
        let pool = strangers.isEmpty ? candidates : strangers
        let counts = Dictionary(pool.map { ($0.share.address, 1) }, uniquingKeysWith: +)
        guard let biggest = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
        let givesWay = biggest.value > mine + 1 || (share.isKnown && !strangers.isEmpty)
        guard givesWay else { return nil }
        let isKnown = strangers.isEmpty
        return newest { among($0) && $0.address == biggest.key && $0.isKnown == isKnown }
    }

    private func newest(where matches: (PasswordShare) -> Bool) -> Int? { entries.lastIndex { matches($0.share) } }
}
