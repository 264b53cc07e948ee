import NIOCore
import Synchronization

/// What one address (of IPv6: one /64) has of the node at the moment, and how much it may have.
final class AddressShare: Sendable {
    let address: NetworkAddress?
    let connections: Budget
    let sockets: Budget
    let requests: Budget
    /// Bytes of bodies that have been let in and whose request is not answered yet.
    let bodies: Budget
    let pace: Pace
    private let table: AddressTable
    fileprivate let serial: UInt64

    fileprivate init(_ address: NetworkAddress?, _ settings: WebSettings, _ table: AddressTable, serial: UInt64, debt: NIODeadline?) {
        (self.address, self.table, self.serial) = (address, table, serial)
        pace = Pace(refusalsPerSecond: settings.refusalsPerSecond, debt: debt)
        connections = Budget(settings.maximumConnectionsPerAddress)
        sockets = Budget(settings.maximumSocketsPerAddress)
        requests = Budget(settings.maximumInFlightPerAddress)
        bodies = Budget(settings.maximumBodyBytesPerAddress)
    }

    deinit { table.forget(address, serial, owing: pace.debt()) }
}

/// The shares that are in use: each lives as long as a connection or a request holds it, and what it still owes as long as it owes it.
final class AddressTable: Sendable {
    /// Weak, so that the last user ends it without being counted by hand.
    private struct Entry {
        weak var share: AddressShare?
        let serial: UInt64
    }

    private struct State {
        var entries: [NetworkAddress?: Entry] = [:]
        var debts: [NetworkAddress?: NIODeadline] = [:]
        var serial: UInt64 = 0

        /// A debt lasts for seconds; so many within them come from a crowd, of whom each costs little.
        static let maximumDebts = 20_000

        mutating func remember(_ debt: NIODeadline, of subscriber: NetworkAddress?) {
            if debts.count >= State.maximumDebts {
                let now = NIODeadline.now()
                debts = debts.filter { $0.value > now }
                if debts.count >= State.maximumDebts { debts.removeAll() }
            }
            debts[subscriber] = debt
        }
    }

    private let settings: WebSettings
    private let state = Mutex(State())

    init(_ settings: WebSettings) { self.settings = settings }

    var count: Int { state.withLock { $0.entries.count } }

    /// - Parameter address: nil for peers without one: together they are one.
    func share(of address: NetworkAddress?) -> AddressShare {
        let subscriber = address?.subscriber
        return state.withLock { state in
            if let share = state.entries[subscriber]?.share { return share }
            state.serial &+= 1
            let debt = state.debts.removeValue(forKey: subscriber)
            let share = AddressShare(subscriber, settings, self, serial: state.serial, debt: debt)
            state.entries[subscriber] = Entry(share: share, serial: state.serial)
            return share
        }
    }

    /// A share has ended. Another may stand in its place already: told by its number, for to look at it here could make this its last user.
    fileprivate func forget(_ subscriber: NetworkAddress?, _ serial: UInt64, owing debt: NIODeadline?) {
        state.withLock { state in
            guard state.entries[subscriber]?.serial == serial else { return }
            state.entries[subscriber] = nil
            if let debt { state.remember(debt, of: subscriber) }
        }
    }
}
