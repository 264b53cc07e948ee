/// What becomes of a session on a server, for a node that is on some server already.
enum ServerRule: Equatable {
    case same
    /// All sessions go there: it was promoted, though the one before may answer still; or it stands in the place of one that does not.
    case move
    /// An old primary that does not know that it was succeeded: refused for as long as the process runs.
    case older
    /// Neither a successor nor a restart: refused while the current server is there.
    case other

    /// - Parameter isThere: whether the current server was heard of this moment.
    static func rule(for found: ServerIdentity, on current: ServerIdentity?, isThere: Bool) -> ServerRule {
        guard let current else { return .move }
        if found.isSameServer(as: current) { return .same }
        if found.systemIdentifier == current.systemIdentifier, found.timeline != current.timeline {
            return found.timeline > current.timeline ? .move : .older
        }
        return isThere ? .other : .move
    }
}
