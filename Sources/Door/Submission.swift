package import Access
import Crypto
package import JSON
package import Operations
package import RetailCore
import SyncProtocol

/// An operation on its way through the door.
package struct Submission: Sendable {
    enum Matter: Sendable {
        case operation(any Operation)
        /// It could not even be read, or its sender may not do it: it gets its verdict and its audit row all the same.
        case refused(Fault)
    }

    package let id: OperationID
    let type: String
    var matter: Matter
    let actor: Actor
    let authority: Authority
    /// When the device says it was; by request it is when it is judged.
    let occurredAt: Instant?
    let origin: Origin
    let bodyHash: [UInt8]
    let seq: Int64
    let group: String?
    /// Of a group that can't be taken: the member that is to blame.
    let causedBy: OperationID?
    /// Of what a device says has happened: its body. Held where it can't be booked.
    private let fact: JSONValue?
    var isFact: Bool { fact != nil }

    /// A fact's body as it came.
    var sent: [UInt8] {
        var bytes: [UInt8] = []
        fact?.appendCompact(to: &bytes)
        return bytes
    }

    /// By REST: the grant is the proof that the caller may.
    package init<Op: Operation>(_ operation: Op, id: OperationID, under grant: Grant<Op>, origin: Origin) {
        self.id = id
        type = Op.name
        matter = .operation(operation)
        actor = grant.actor
        authority = grant.session.authority
        occurredAt = nil
        self.origin = origin
        bodyHash = Submission.hash(Op.name, JSONWriter.bytes(of: operation))
        seq = 0
        group = nil
        causedBy = nil
        fact = nil
    }

    /// By push: a type by name and a body that is anything yet.
    init(_ pushed: PushedOperation, of group: PushedGroup?, from session: SessionContext, types: OperationTypes, origin: Origin) {
        id = pushed.id
        type = pushed.type.isEmpty ? "unreadable" : pushed.type
        actor = session.actor
        authority = session.authority
        occurredAt = pushed.occurredAt
        self.origin = origin
        seq = pushed.seq
        // What is refused for its group's sake is refused member by member.
        self.group = group?.fault == nil ? pushed.group : nil
        causedBy = group?.fault == nil ? nil : group?.culprit
        fact = types.tellsFacts(pushed.type) && !Submission.isClaim(pushed.body) ? pushed.body : nil
        var body: [UInt8] = []
        do throws(Fault) {
            if let fault = pushed.fault ?? group?.fault { throw fault }
            var operation = try types.operation(pushed.type, pushed.body)
            if let store = session.actor.store { operation.settle(in: store) }
            try Submission.authorise(operation, session)
            matter = .operation(operation)
            body = JSONWriter.bytes(of: operation)
        } catch {
            matter = .refused(error)
            pushed.body.appendCompact(to: &body)
        }
        bodyHash = Submission.hash(pushed.type, body)
    }

    /// What is asked for has not happened.
    private static func isClaim(_ body: JSONValue) -> Bool { (try? body["stock"]?.string()) == "claim" }

    private static func authorise(_ operation: some Operation, _ session: SessionContext) throws(Fault) {
        _ = try session.grant(running: operation)
    }

    /// Over the operation as it was understood, so that the order of fields and white space don't make another one of it.
    private static func hash(_ type: String, _ body: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array(type.utf8))
        hash.update(data: [0])
        hash.update(data: body)
        return Array(hash.finalize())
    }
}

/// The operations that can be pushed, by name.
package struct OperationTypes: Sendable {
    private let readers: [String: @Sendable (JSONValue) throws(Fault) -> any Operation]
    private let types: [any Operation.Type]
    /// The names of those that tell facts, without their versions.
    private let factFamilies: Set<Substring>

    package init(_ types: [any Operation.Type]) {
        var readers: [String: @Sendable (JSONValue) throws(Fault) -> any Operation] = [:]
        for type in types { readers[type.name] = OperationTypes.reader(type) }
        self.readers = readers
        self.types = types
        factFamilies = Set(types.filter { $0.tellsFacts }.map { OperationTypes.family($0.name) })
    }

    /// Whether an operation of this name tells what has happened. So may one of a later version than this server's.
    func tellsFacts(_ name: String) -> Bool {
        factFamilies.contains(OperationTypes.family(name))
    }

    /// `sale.complete` of `sale.complete/1`.
    private static func family(_ name: String) -> Substring { name.prefix { $0 != "/" } }

    package var names: [String] { readers.keys.sorted() }

    /// What an operation's body takes.
    package func schema(of name: String) -> Schema? { types.first { $0.name == name }?.schema }

    private static func reader<Op: Operation>(_ type: Op.Type) -> @Sendable (JSONValue) throws(Fault) -> any Operation {
        { value throws(Fault) in try Op.read(value) }
    }

    func operation(_ name: String, _ body: JSONValue) throws(Fault) -> any Operation {
        guard let reader = readers[name] else {
            throw Fault(.unprocessable, "operation.unknown-type", "No operation is known by the name \(name.prefix(60)).")
        }
        do { return try reader(body) } catch { throw error.inside("body") }
    }
}
