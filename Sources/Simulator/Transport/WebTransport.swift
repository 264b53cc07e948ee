package import RetailCore
package import Web

/// The way to a server over HTTP.
package struct WebTransport: Transport {
    private let client: WebClient

    package init(_ client: WebClient) {
        self.client = client
    }

    package func send(_ request: TransportRequest) async throws(Fault) -> TransportReply {
        var headers: [(name: String, value: String)] = [(name: "Accept", value: "application/json")]
        if !request.body.isEmpty { headers.append((name: "Content-Type", value: "application/json")) }
        if let token = request.token { headers.append((name: "Authorization", value: "Bearer \(token.exposed)")) }
        if let key = request.idempotencyKey { headers.append((name: "Idempotency-Key", value: key.description)) }
        let answer: WebClient.Answer
        do throws(Fault) {
            answer = try await client.send(request.method, request.path, headers: headers, body: request.body)
        } catch {
            // Whatever the client failed of, no whole answer came.
            throw .connectionLost(error.detail)
        }
        return TransportReply(status: answer.status, retryAfterSeconds: answer.header("retry-after").flatMap { Int($0) }, body: answer.body)
    }
}

extension CompleteJourneyImport {
    package init(_ settings: ImportSettings, progress: any ImportProgress) throws(Fault) {
        // A connection for each till at work, and one for the person whose session makes the chain.
        let client = try WebClient(url: settings.url, connections: settings.tills + 1, timeoutMilliseconds: 120_000)
        self.init(settings, transport: WebTransport(client), progress: progress)
    }
}
