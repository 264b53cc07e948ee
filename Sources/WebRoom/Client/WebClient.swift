package import JSON
package import NIOCore
import NIOHTTP1
import NIOPosix
package import RetailCore

/// A small HTTP/1.1 client that keeps its connections: for the simulated tills, the load driver and the tests.
package final class WebClient: Sendable {
    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]

        /// The first header of that name, however it is spelled.
        package func header(_ name: String) -> String? {
            let name = name.lowercased()
            return headers.first { $0.name.lowercased() == name }?.value
        }
    }

    private let origin: ClientOrigin
    private let pool: ClientPool
    private let group: any EventLoopGroup
    private let timeout: TimeAmount
    private let maximumBodyBytes: Int

    /// - Parameter timeoutMilliseconds: for all of a request: the wait for a connection, its opening, and the whole answer.
    /// - Throws: `client.bad-url` (400), `client.bad-certificate` (500).
    package init(
        url: String, connections: Int = 16, timeoutMilliseconds: Int = 30_000, maximumBodyBytes: Int = 256 << 20,
        trustedCertificatePath: String? = nil,
        group: (any EventLoopGroup)? = nil
    ) throws(Fault) {
        origin = try ClientOrigin(url, trustedCertificatePath: trustedCertificatePath)
        let group = group ?? MultiThreadedEventLoopGroup.singleton
        self.group = group
        pool = ClientPool(limit: max(1, connections), group: group)
        timeout = .milliseconds(Int64(timeoutMilliseconds))
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Sends a request and takes the whole answer, whatever its status.
    ///
    /// - Throws: `client.connection-failed`, `client.timeout`, `client.bad-answer`, `client.cancelled`, `client.shut-down` (503), `client.bad-request` (500).
    package func send(_ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [])
        async throws(Fault) -> Answer
    {
        let head = try ClientRequest.head(method, path, headers, host: origin.hostHeader, bodyBytes: body.count)
        let deadline = NIODeadline.now() + timeout
        let bytes = body.isEmpty ? ByteBuffer() : ByteBuffer(bytes: body)
        switch await pool.take(deadline: deadline) {
        case .refused(let fault): throw fault
        case .fresh: return try await onFresh(head, bytes, deadline)
        case .kept(let connection):
            switch await connection.send(head, bytes, deadline: deadline) {
            case .success(let outcome): return settle(outcome, connection)
            case .failure(let failure):
                // The server may have closed the connection as we wrote. Whether it took the request nobody knows, so only what
                // may be done twice is: reads, and what carries its key.
                guard failure.isUnanswered, !failure.hasWritten || ClientRequest.mayRepeat(head), !Task.isCancelled else {
                    pool.drop()
                    throw failure.fault
                }
                return try await onFresh(head, bytes, deadline)
            }
        }
    }

    /// Lets requests under way come to their end and refuses new ones.
    package func shutdown() async {
        await pool.close()
    }

    private func onFresh(_ head: HTTPRequestHead, _ body: ByteBuffer, _ deadline: NIODeadline) async throws(Fault) -> Answer {
        let connection: ClientConnection
        do throws(Fault) {
            connection = try await ClientConnection.open(origin, group: group, deadline: deadline, maximumBodyBytes: maximumBodyBytes)
        } catch {
            pool.drop()
            throw error
        }
        switch await connection.send(head, body, deadline: deadline) {
        case .success(let outcome): return settle(outcome, connection)
        case .failure(let failure):
            pool.drop()
            throw failure.fault
        }
    }

    private func settle(_ outcome: ClientExchange.Outcome, _ connection: ClientConnection) -> Answer {
        if outcome.isReusable {
            pool.giveBack(connection)
        } else {
            connection.close()
            pool.drop()
        }
        return outcome.answer
    }
}

extension WebClient {
    /// A JSON body out, a JSON answer in.
    ///
    /// - Throws: what the server's problem says (its code, detail, fields, `current`, Retry-After), or as `send` does.
    package func json<Answer: WireValue>(
        _ method: String, _ path: String, bearer: Secret<String>? = nil, idempotencyKey: String? = nil, body: (some WireValue)?,
        as type: Answer.Type
    ) async throws(Fault) -> Answer {
        try await json(method, path, bearer: bearer, idempotencyKey: idempotencyKey, bytes: body.map { JSONWriter.bytes(of: $0) }, as: type)
    }

    /// No body out, a JSON answer in.
    package func json<Answer: WireValue>(
        _ method: String, _ path: String, bearer: Secret<String>? = nil, idempotencyKey: String? = nil, as type: Answer.Type
    ) async throws(Fault) -> Answer {
        try await json(method, path, bearer: bearer, idempotencyKey: idempotencyKey, bytes: nil, as: type)
    }

    private func json<Value: WireValue>(
        _ method: String, _ path: String, bearer: Secret<String>?, idempotencyKey: String?, bytes: [UInt8]?, as type: Value.Type
    ) async throws(Fault) -> Value {
        var headers: [(name: String, value: String)] = [("Accept", "application/json")]
        if let bearer { headers.append(("Authorization", "Bearer " + bearer.exposed)) }
        if let idempotencyKey { headers.append(("Idempotency-Key", idempotencyKey)) }
        if bytes != nil { headers.append(("Content-Type", "application/json")) }
        let answer = try await send(method, path, headers: headers, body: bytes ?? [])
        if let fault = answer.fault { throw fault }
        do throws(Fault) {
            return try Value.read(try JSONDocument(answer.body).root, .none)
        } catch {
            let fields = error.fields.map { " \($0.field): \($0.message)" }.joined()
            throw ClientFaults.badAnswer("\(method) \(path): \(answer.status), \(error.detail)\(fields)")
        }
    }
}
