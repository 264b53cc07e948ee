import RetailCore

/// The table of codes for `API_REFERENCE.md`.
enum ProblemTable {
    static func markdown(_ problems: [ProblemCode]) -> String {
        guard !problems.isEmpty else { return "" }
        var text = "## Errors\n\n" + introduction + "\n"
        for (heading, problems) in groups(problems) {
            text += "### \(heading)\n\n| code | status | what it means | what to do |\n|---|---|---|---|\n"
            for problem in problems.sorted(by: { $0.code < $1.code }) {
                let statuses = problem.statuses.map(String.init).joined(separator: ", ")
                text += "| `\(problem.code)` | \(statuses) | \(problem.meaning) | \(problem.remedy) |\n"
            }
            text += "\n"
        }
        return text
    }

    private static let introduction = """
        A code never changes its meaning, and there may be more of them: who doesn't know one goes by the status. 4xx: the request \
        won't do as it is; 429 and 503: nothing was done, the same request can be sent again after `Retry-After` seconds, with the same \
        Idempotency-Key; 500: nobody knows, ask with the same key again. A 401 leads to a log-in or a refresh, then the request is sent \
        again; a 403 stays. Verdicts of pushed operations carry the same codes.

        """

    private static func groups(_ problems: [ProblemCode]) -> [(String, [ProblemCode])] {
        let headings: [(String, (ProblemCode.Reach) -> Bool)] = [
            ("Errors of every endpoint", { if case .everywhere = $0 { true } else { false } }),
            ("Of every endpoint under `/v1`", { if case .withDatabase = $0 { true } else { false } }),
            ("Of those that need a token", { if case .withToken = $0 { true } else { false } }),
            ("Of those that take a body", { if case .withBody = $0 { true } else { false } }),
            ("Of those with an id in the path", { if case .withID = $0 { true } else { false } }),
            ("Of those that take an Idempotency-Key", { if case .writing = $0 { true } else { false } }),
            ("Of those that name them", { if case .named = $0 { true } else { false } }),
            ("Of no endpoint: paths that lead nowhere, sockets, pushed operations", { if case .elsewhere = $0 { true } else { false } }),
        ]
        return headings.map { heading, belongs in (heading, problems.filter { belongs($0.reach) }) }.filter { !$0.1.isEmpty }
    }
}
