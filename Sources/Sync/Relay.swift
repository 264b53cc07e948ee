package import Access
package import Logging
package import Operations
package import Postgres
package import RetailCore
import Synchronization

/// Tells the other nodes which streams have moved: writers mark, the relay sends one coalesced NOTIFY every 20 ms at most, alone in its own
/// transaction, for NOTIFY inside a writing one would hold an instance-wide lock past fsync. Should it be lost, the sweep finds it.
package final class Relay: Sendable {
    package static let channel = "retail_sync"

    /// A stream that moved, as it goes over the wire: `node tenant epoch stream head critical`.
    package struct Word: Sendable, Equatable {
        package var node: String
        package var tenant: ID<Tenant>
        package var epoch: ID<Epoch>
        package var stream: StreamName
        package var head: Int64
        package var isCritical: Bool

        var text: String { "\(node) \(tenant) \(epoch) \(stream) \(head) \(isCritical ? 1 : 0)" }

        init(node: String, tenant: ID<Tenant>, epoch: ID<Epoch>, stream: StreamName, head: Int64, isCritical: Bool) {
            (self.node, self.tenant, self.epoch) = (node, tenant, epoch)
            (self.stream, self.head, self.isCritical) = (stream, head, isCritical)
        }

        package init?(_ line: Substring) {
            let parts = line.split(separator: " ")
            guard parts.count == 6, let tenant = ID<Tenant>(parts[1]), let epoch = ID<Epoch>(parts[2]),
                let stream = StreamName(String(parts[3])), let head = Int64(parts[4])
            else { return nil }
            self.init(node: String(parts[0]), tenant: tenant, epoch: epoch, stream: stream, head: head, isCritical: parts[5] == "1")
        }
    }

    private struct Mark: Hashable {
        var tenant: ID<Tenant>
        var epoch: ID<Epoch>
        var stream: String
    }

    static let intervalMilliseconds = 20
    static let payloadBytes = 7800
    package let node: String
    private let database: Database
    private let logger: Logger
    private let dirty = Mutex<[Mark: (head: Int64, isCritical: Bool)]>([:])
    private let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    package init(node: String, database: Database, logger: Logger) {
        (self.node, self.database, self.logger) = (node, database, logger)
        (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func mark(_ tenant: TenantContext, _ epoch: ID<Epoch>, heads: [String: Int64], critical: Set<String>) {
        dirty.withLock { dirty in
            for (stream, head) in heads {
                let mark = Mark(tenant: tenant.id, epoch: epoch, stream: stream)
                let before = dirty[mark]
                dirty[mark] = (
                    max(before?.head ?? 0, head), (before?.isCritical ?? false) || critical.contains(stream)
                )
            }
        }
        waker.yield()
    }

    package func run() async {
        for await _ in wake {
            await send()
            try? await Task.sleep(for: .milliseconds(Relay.intervalMilliseconds))
        }
        await send()
    }

    package func finish() { waker.finish() }

    private func send() async {
        let taken = dirty.withLock { dirty in
            defer { dirty.removeAll(keepingCapacity: true) }
            return dirty
        }
        guard !taken.isEmpty else { return }
        var payloads: [String] = []
        var payload = ""
        for (mark, value) in taken {
            guard let stream = StreamName(mark.stream) else { continue }
            let line = Word(
                node: node, tenant: mark.tenant, epoch: mark.epoch, stream: stream, head: value.head, isCritical: value.isCritical
            ).text
            if payload.utf8.count + line.utf8.count + 1 > Relay.payloadBytes {
                payloads.append(payload)
                payload = ""
            }
            payload += payload.isEmpty ? line : "\n" + line
        }
        payloads.append(payload)
        let messages = payloads
        do throws(Fault) {
            try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
                for message in messages {
                    var parameters = Parameters()
                    parameters.text(message)
                    transaction.queue(Relay.notify, parameters)
                }
                try transaction.commit()
            }
        } catch { logger.warning("other nodes could not be notified, their sweep will find it: \(error.code)") }
    }

    private static let notify = Statement("SELECT pg_notify('retail_sync', $1)")
}
