/// What a job is for. Each kind of work may have sessions of its own, so that much of one never keeps another waiting.
package enum Work: Int, Sendable, CaseIterable {
    /// Who may come in: tokens, log-ins, enrolment.
    case access
    /// Tills: pulls, heads of streams, the relay between nodes, what is collected for the trail.
    case sync
    /// People and programs, and the door for writes. Whatever has no sessions of its own shares these.
    case interactive
    /// Questions over very many rows.
    case reports

    package var name: String {
        switch self {
        case .access: "access"
        case .sync: "sync"
        case .interactive: "interactive"
        case .reports: "reports"
        }
    }
}
