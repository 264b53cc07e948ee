import RetailCore
import SyncProtocol

/// A group of a push, and why it can't be taken as one: its members stand side by side in one push, all of them, a hundred at most.
struct PushedGroup {
    private(set) var fault: Fault?
    /// The member that is to blame.
    private(set) var culprit: OperationID?

    /// The groups of a push by name.
    static func groups(of operations: [PushedOperation]) -> [String: PushedGroup] {
        var members: [String: [Int]] = [:]
        for (index, operation) in operations.enumerated() {
            if let group = operation.group { members[group, default: []].append(index) }
        }
        return members.mapValues { PushedGroup(of: $0, in: operations) }
    }

    private init(of members: [Int], in operations: [PushedOperation]) {
        if let apart = zip(members, members.dropFirst()).first(where: { $1 != $0 + 1 })?.1 {
            refuse(operations[apart], "operation.group-split", "its members do not stand side by side")
        } else if members.count > PushedOperation.maximumGroup {
            refuse(
                operations[members[PushedOperation.maximumGroup]], "operation.group-too-large",
                "it has more than \(PushedOperation.maximumGroup) members")
        } else if let other = members.first(where: { operations[$0].fault == nil && operations[$0].groupSize != Int64(members.count) }) {
            refuse(
                operations[other], "operation.group-incomplete",
                "there are \(members.count) of its members in this push, not \(operations[other].groupSize ?? 0) as one says")
        }
    }

    private mutating func refuse(_ member: PushedOperation, _ code: String, _ why: String) {
        culprit = member.id
        fault = Fault(.unprocessable, code, "The group is refused as a whole: \(why).")
    }
}
