import Glibc
import Logging
import RetailCore

/// A thread with a session: takes jobs from its lane's queue, one after the other, and keeps the session alive.
struct Worker: Sendable {
    let servers: Servers
    /// What this kind of work has.
    let share: WorkSettings
    let lane: Lane
    let queue: JobQueue
    let counters: Counters
    let logger: Logger

    /// Comes back when the queue is closed and empty.
    func run() {
        var session: Connection?
        var backoff = Backoff()
        var connectedBefore = false
        while true {
            guard let connection = session else {
                if queue.isDrained { return }
                session = connect(&backoff, again: connectedBefore)
                connectedBefore = connectedBefore || session != nil
                continue
            }
            switch queue.take(idleMilliseconds: 5_000) {
            case .closed:
                drop(&session)
                return
            case .idle:
                if !connection.isAlive { drop(&session) }
            case .job(let job, let retried):
                guard connection.isAlive else {
                    drop(&session)
                    queue.putBack(job, retried: retried)
                    continue
                }
                perform(job, on: connection, retried: retried)
                if !connection.isClean { drop(&session) }
            }
        }
    }

    private func perform(_ job: Job, on connection: Connection, retried: Bool) {
        guard job.control.begin(connection.cancelToken) else { return job.refuse(DatabaseFault.cancelled) }
        queue.busy.add(1)
        defer { queue.busy.add(-1) }
        connection.waitsForEver = false
        switch job.attempt(connection, job.control, !retried) {
        case .finished: if !job.control.finish() { connection.doomed = true }
        case .again:
            if !job.control.retreat() { connection.doomed = true }
            queue.putBack(job, retried: true)
        }
    }

    private func drop(_ session: inout Connection?) {
        session = nil
        queue.alive.add(-1)
    }

    private func connect(_ backoff: inout Backoff, again: Bool) -> Connection? {
        do throws(Fault) {
            let connection = try Connection.open(servers, share, lane: lane, counters: counters)
            backoff.reset()
            queue.alive.add(1)
            queue.noteConnecting(nil)
            if again { counters.reconnects.add(1) }
            return connection
        } catch {
            let level: Logger.Level = backoff.isFirst ? .warning : .debug
            let pause = backoff.next()
            queue.noteConnecting(error.diagnosis ?? error.code)
            logger.log(
                level: level, "no connection to the database",
                metadata: ["lane": "\(lane.rawValue)", "cause": "\(error.diagnosis ?? error.code)", "pause_ms": "\(pause)"])
            rest(milliseconds: pause)
            return nil
        }
    }

    /// In slices, so that a shutdown with nothing left to do isn't held up.
    private func rest(milliseconds: Int) {
        let end = MonotonicClock.after(milliseconds: milliseconds)
        while MonotonicClock.now < end, !queue.isDrained { usleep(20_000) }
    }
}
