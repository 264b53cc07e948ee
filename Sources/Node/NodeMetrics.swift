import API
import Door
import Postgres
import Web

/// What `/metrics` tells of a node besides what HTTP and sockets tell of themselves.
extension Node {
    func registerMetrics() {
        let (database, door, hub) = (database, door, hub)
        metrics.counter("door_batches_total", help: "Batches committed by the one door for writes.") { Double(door.statistics.batches) }
        metrics.counter("door_operations_total", help: "Operations judged.") { Double(door.statistics.operations) }
        metrics.counter("door_applied_total", help: "Operations that took effect.") { Double(door.statistics.applied) }
        metrics.counter("door_flights_total", help: "Round trips to the database of batches that were committed.") {
            Double(door.statistics.flights)
        }
        metrics.counter("door_begun_again_total", help: "Batches that let go of their rows because others had changed which they need.") {
            Double(door.statistics.begunAgain)
        }
        metrics.counter("door_set_aside_total", help: "Entries tried beside their lane because somebody held their rows.") {
            Double(door.statistics.setAside)
        }
        metrics.counter("door_batches_failed_total", help: "Batches that were refused or cut off, and whose entries were run one by one.") {
            Double(door.statistics.failed)
        }
        metrics.gauge("door_queued_operations", help: "Operations waiting for their batch.") { Double(door.statistics.queued) }
        metrics.gauge("live_streams_followed", help: "Streams that sockets of this node follow.") { Double(hub.followedStreams) }
        metrics.gauge("database_usable", help: "1: the database answers and takes writes; 0: it does not, and /ready says so.") {
            database.health == .usable ? 1 : 0
        }
        metrics.counter("database_reconnects_total", help: "Database sessions opened again.") { Double(database.statistics.reconnects) }
        metrics.counter("database_transactions_total", help: "Transactions begun.") { Double(database.statistics.transactions) }
        metrics.counter("database_statements_prepared_total", help: "Statements prepared.") {
            Double(database.statistics.statementsPrepared)
        }
        perWork("database_queued", .gauge, "Requests waiting for a database session.") { $0.queued }
        perWork("database_sessions_busy", .gauge, "Database sessions at work.") { $0.busy }
        perWork("database_sessions_alive", .gauge, "Database sessions connected.") { $0.alive }
        perWork("database_refused_total", .counter, "Requests that found no database session in time.") { $0.refused }
    }

    /// A line for each kind of work that has sessions of its own.
    private func perWork(
        _ name: String, _ kind: MetricsRegistry.Kind, _ help: String, _ value: @escaping @Sendable (WorkStatistics) -> Int
    ) {
        let database = database
        metrics.register(name, help: help, kind) {
            database.statistics.works.map { (labels: [(name: "work", value: $0.work.name)], value: Double(value($0))) }
        }
    }
}
