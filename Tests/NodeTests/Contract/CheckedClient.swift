import RetailCore
import Simulator
import Testing
import Web

extension WebClient {
    /// Sends a request, and fails the test where the answer is not one that the served document promises.
    func ask(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        _ location: SourceLocation = #_sourceLocation
    ) async throws(Fault) -> Answer {
        let answer = try await send(method, path, headers: headers, body: body)
        Exchange(
            method: method, target: path, requestHeaders: headers, requestBody: body, status: answer.status, headers: answer.headers,
            body: answer.body
        ).check(.own, location)
        return answer
    }
}

/// The tills' way to a server, with every answer held against the served document.
struct CheckedTransport: Transport {
    let inner: WebTransport

    func send(_ request: TransportRequest) async throws(Fault) -> TransportReply {
        let reply = try await inner.send(request)
        Exchange(
            method: request.method, target: request.path, requestBody: request.body, status: reply.status, headers: nil, body: reply.body
        ).check()
        return reply
    }
}
