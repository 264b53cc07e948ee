import JSON
import Operations
import RetailCore
import Web

/// Endpoints that carry out an operation: what it needs, how it can be refused and what it answers is the operation's to say.
extension Endpoint {
    /// - Parameters:
    ///   - answer: nil: what the operation answers.
    ///   - faults: of the endpoint's own.
    init<Op: Operation, Input: WireValue>(
        running type: Op.Type, _ method: Method, _ path: String, tag: String, _ summary: String, body: Input.Type, answer: Schema? = nil,
        status: Int = 200, faults: [String] = [], reply: @escaping @Sendable (Call, Input) async throws(Fault) -> Reply
    ) {
        self = Endpoint(
            method, path, tag: tag, summary: summary, access: Op.needs.rawValue, body: body, answers: [.json(answer ?? Op.answer)],
            status: status, faults: Op.refusals.map(\.code) + faults, reply: reply
        ).heeding(.idempotencyKey).reaching(EndpointScope.operation(Op.name).words)
    }

    /// The same of one that says all in its path.
    ///
    /// - Parameter answers: nil: what the operation answers; false: nothing.
    init<Op: Operation>(
        running type: Op.Type, _ method: Method, _ path: String, tag: String, _ summary: String, answer: Schema? = nil,
        answersNothing: Bool = false, status: Int = 200, faults: [String] = [],
        reply: @escaping @Sendable (Call) async throws(Fault) -> Reply
    ) {
        self = Endpoint(
            method, path, tag: tag, summary: summary, access: Op.needs.rawValue,
            answers: answersNothing ? [] : [.json(answer ?? Op.answer)],
            status: answersNothing ? 204 : status, faults: Op.refusals.map(\.code) + faults, reply: reply
        ).heeding(.idempotencyKey).reaching(EndpointScope.operation(Op.name).words)
    }
}
