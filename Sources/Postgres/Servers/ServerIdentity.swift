/// Which server a session is on, and how far that server's history had come when it was asked.
///
/// Read once for each new connection. Two of the same `systemIdentifier` share a history up to some position of their log; a higher
/// `timeline` is the one that was promoted, or recovered to a point in time. The same timeline at a lower `position` than was seen before is
/// a back-up that was put in its place.
package struct ServerIdentity: Sendable, Hashable {
    /// Made by initdb; a standby and a restored back-up have their primary's.
    package var systemIdentifier: Int64
    package var timeline: Int64
    /// When the server process was started, by its own clock: microseconds since 1970.
    package var startedAt: Int64
    /// Bytes of log written so far; on a standby, replayed.
    package var position: Int64
    package var isPrimary: Bool

    package init(systemIdentifier: Int64, timeline: Int64, startedAt: Int64, position: Int64, isPrimary: Bool) {
        (self.systemIdentifier, self.timeline, self.startedAt) = (systemIdentifier, timeline, startedAt)
        (self.position, self.isPrimary) = (position, isPrimary)
    }

    /// Whether it is the same process with the same history, however far that has come.
    package func isSameServer(as other: ServerIdentity) -> Bool {
        (systemIdentifier, timeline, startedAt) == (other.systemIdentifier, other.timeline, other.startedAt)
    }

    /// One row. A walfile's name begins with the timeline that is written to; the last checkpoint's may be the one before.
    static let question = """
        SELECT s.system_identifier,
            CASE WHEN pg_is_in_recovery() THEN c.timeline_id
                ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint END,
            (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint,
            \(position),
            NOT pg_is_in_recovery()
        FROM pg_control_system() s, pg_control_checkpoint() c
        """

    /// Where the log ends, as bytes from its beginning.
    static let position = """
        coalesce((CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END) - '0/0'::pg_lsn, 0)::bigint
        """

    /// From the answer to `question`, as text.
    init?(_ cells: [String]) {
        guard cells.count == 5, let system = Int64(cells[0]), let timeline = Int64(cells[1]), let start = Int64(cells[2]),
            let position = Int64(cells[3])
        else { return nil }
        self.init(systemIdentifier: system, timeline: timeline, startedAt: start, position: position, isPrimary: cells[4] == "t")
    }
}

extension ServerIdentity: CustomStringConvertible {
    /// For logs and operators.
    package var description: String { "server \(systemIdentifier), timeline \(timeline), log \(position)" }
}

/// A node goes from one server to another, or finds its server started again.
package struct ServerMove: Sendable, Equatable {
    /// What it was on, with the furthest position it has heard of; nil at the start.
    package let from: ServerIdentity?
    package let to: ServerIdentity
}
