import NIOCore
import Synchronization

/// How much an address may cost the node without anybody gaining from it: refused requests, connections, bytes that are read to be thrown
/// away. What is beyond waits for its turn, and the rest of its connection with it; what is granted never does (docs/adr/0017).
///
/// A leaky bucket kept as one number, the moment when all that was taken is paid (GCRA, ITU-T I.371).
struct Pace: ~Copyable, Sendable {
    /// What is done for somebody who may not have it.
    enum Work {
        case refusal
        case connection
        case discarded(bytes: Int)
    }

    /// What an address has saved up at most, in time: a store's tills may all come back at once.
    static let savings = TimeAmount.seconds(4)
    /// No answer waits longer: a client waits for it, and an honest one behind the same address is not cut off.
    static let patience = TimeAmount.seconds(2)

    static let connectionsPerRefusal: Int64 = 20
    static let discardedBytesPerRefusal: Int64 = 160 << 10

    /// Of one refusal; 0: nothing is slowed.
    private let price: Int64
    private let paidAt: Atomic<Int64>

    /// - Parameters:
    ///   - refusalsPerSecond: that are answered without a wait for ever; 0 or less: all.
    ///   - debt: when what the address took before is paid.
    init(refusalsPerSecond: Int, debt: NIODeadline? = nil) {
        price = refusalsPerSecond > 0 ? 1_000_000_000 / Int64(refusalsPerSecond) : 0
        paidAt = Atomic(Int64(clamping: debt?.uptimeNanoseconds ?? 0))
    }

    /// Takes what the work costs.
    ///
    /// - Returns: how long it has to wait, from nothing to `patience`.
    func take(_ work: Work, at now: NIODeadline = .now()) -> TimeAmount {
        guard price > 0 else { return .nanoseconds(0) }
        let cost = cost(work)
        let now = Int64(clamping: now.uptimeNanoseconds)
        // Who waits as long as anybody may is not made to owe more.
        let limit = now + Pace.savings.nanoseconds + Pace.patience.nanoseconds
        var before = paidAt.load(ordering: .relaxed)
        while true {
            let after = min(limit, max(before, now) + cost)
            let (isTaken, found) = paidAt.weakCompareExchange(expected: before, desired: after, ordering: .relaxed)
            if isTaken { return .nanoseconds(max(0, after - now - Pace.savings.nanoseconds)) }
            before = found
        }
    }

    /// When all is paid, if that is still to come.
    func debt(at now: NIODeadline = .now()) -> NIODeadline? {
        let paid = NIODeadline.uptimeNanoseconds(UInt64(max(0, paidAt.load(ordering: .relaxed))))
        return paid > now ? paid : nil
    }

    private func cost(_ work: Work) -> Int64 {
        switch work {
        case .refusal: price
        case .connection: price / Pace.connectionsPerRefusal
        case .discarded(let bytes): Int64(bytes) * price / Pace.discardedBytesPerRefusal
        }
    }
}

extension Pace {
    /// Whether an answer says that the caller may not have what he asked for, or did not know how to ask. What is merely not there, or
    /// was changed by somebody else, is everyday work.
    static func isRefusal(status: Int) -> Bool {
        switch status {
        case 404, 409, 410, 412, 422: false
        default: (400..<500).contains(status)
        }
    }
}
