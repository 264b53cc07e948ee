import API
import JSON
import RetailCore
import Testing
import Web

/// One request and what was answered, held against the served document.
struct Exchange: Sendable {
    var method: String
    var target: String
    var requestHeaders: [(name: String, value: String)] = []
    var requestBody: [UInt8] = []
    var status: Int
    /// nil where who asked did not keep them.
    var headers: [(name: String, value: String)]?
    var body: [UInt8]

    /// What HTTP itself and every server says; the document need not.
    private static let general: Set<String> = [
        "allow", "cache-control", "connection", "content-encoding", "content-length", "content-type", "date", "strict-transport-security",
        "transfer-encoding", "vary", "x-content-type-options", "access-control-allow-origin", "access-control-expose-headers",
    ]

    /// Fails the test that asked, where the answer is none that the document promises.
    func check(_ document: ServedDocument = .own, _ location: SourceLocation = #_sourceLocation) {
        for fault in faults(document).prefix(5) {
            Issue.record("\(method) \(target.prefix(120)) → \(status): \(fault)", sourceLocation: location)
        }
    }

    /// What is wrong; empty where nothing is.
    func faults(_ document: ServedDocument) -> [String] {
        guard case .at(let operation) = document.place(of: method, target) else {
            guard status >= 400 else { return ["the document has no such operation"] }
            let problem = JSONSchema.reference("#/components/schemas/Problem")
            return method == "HEAD" ? [] : jsonFaults(body, problem, document)
        }
        guard let reply = operation.replies[status] else { return ["\(operation.named) does not promise \(status): \(words)"] }
        var faults = headerFaults(reply, document) + contentFaults(reply, document)
        if (200..<300).contains(status) { faults += requestFaults(operation, document) }
        if status >= 400, method != "HEAD" { faults += codeFaults(operation) }
        return faults
    }

    private func headerFaults(_ reply: ServedDocument.Reply, _ document: ServedDocument) -> [String] {
        guard let headers else { return [] }
        var faults: [String] = []
        for (name, known) in reply.headers where known.isRequired {
            if !headers.contains(where: { $0.name.lowercased() == name }) { faults.append("the header \(name) is missing") }
        }
        for header in headers where !Exchange.general.contains(header.name.lowercased()) {
            guard let known = reply.headers[header.name.lowercased()] else {
                faults.append("the header \(header.name) is not described")
                continue
            }
            let isNumber = known.schema.kinds == [.integer]
            let json = isNumber ? Array(header.value.utf8) : JSONWriter.bytes(of: header.value)
            faults += jsonFaults(json, known.schema, document).map { "header \(header.name)\($0)" }
        }
        return faults
    }

    private func contentFaults(_ reply: ServedDocument.Reply, _ document: ServedDocument) -> [String] {
        if method == "HEAD" { return [] }
        if reply.content.isEmpty { return body.isEmpty ? [] : ["a body, and the document promises none"] }
        let type: String
        if let headers {
            let given = headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
            type = String(given.prefix { $0 != ";" })
        } else {
            type = reply.content.keys.sorted().first ?? ""
        }
        guard let media = reply.content[type] else { return ["content of type “\(type)”, promised: \(reply.content.keys.sorted())"] }
        if !media.columns.isEmpty { return columnFaults(media) }
        if let line = media.line {
            return body.split(separator: 0x0A).flatMap { jsonFaults(Array($0), line, document) }
        }
        guard type.hasSuffix("json") else { return [] }
        guard let schema = media.schema else { return ["\(type) without a schema"] }
        return jsonFaults(body, schema, document)
    }

    private func columnFaults(_ media: ServedDocument.Media) -> [String] {
        let head = String(decoding: body.prefix { $0 != 0x0D }, as: UTF8.self)
        let all = media.columns.map(\.name).joined(separator: ",")
        let fewer = media.columns.filter { !$0.isOptional }.map(\.name).joined(separator: ",")
        return head == all || head == fewer ? [] : ["columns \(head), promised: \(all)"]
    }

    private func jsonFaults(_ bytes: [UInt8], _ schema: JSONSchema, _ document: ServedDocument) -> [String] {
        guard let value = try? JSONDocument(bytes).root else { return ["no JSON: \(words)"] }
        return SchemaCheck(named: document.schemas, isStrict: true).faults(value, schema)
    }

    /// What was taken has to be what the document takes: a bound that is described and not enforced is no bound.
    private func requestFaults(_ operation: ServedDocument.Operation, _ document: ServedDocument) -> [String] {
        var faults = operation.requiredHeaders.filter { name in !requestHeaders.contains { $0.name.lowercased() == name } }
            .map { "was done without the header \($0)" }
        if let schema = operation.body, !requestBody.isEmpty {
            // Each pushed operation is judged by itself: what is wrong with one is its verdict.
            let wrong = jsonFaults(requestBody, schema, document).filter { !$0.contains(".operations[") }
            if let first = wrong.first { faults.append("took a body that the document refuses: \(first)") }
        }
        return faults
    }

    private func codeFaults(_ operation: ServedDocument.Operation) -> [String] {
        guard let code = try? JSONDocument(body).root["code"]?.string() else { return ["a problem without a code"] }
        let endpoint = Exchange.endpoints[operation.named]
        let isKnown = Problems.all.contains { $0.code == code && $0.statuses.contains(status) && (endpoint.map($0.concerns) ?? false) }
        return isKnown ? [] : ["\(operation.named) does not name the code \(code) with \(status)"]
    }

    private static let endpoints = Dictionary(
        Documents.endpoints.map { ("\($0.method.rawValue) \($0.path)", $0) }, uniquingKeysWith: { first, _ in first })

    private var words: String { String(decoding: body.prefix(300), as: UTF8.self) }
}

extension JSONSchema {
    static func reference(_ target: String) -> JSONSchema {
        do { return try JSONSchema(JSONDocument(Array("{\"$ref\":\"\(target)\"}".utf8)).root) } catch { fatalError("\(error)") }
    }
}
