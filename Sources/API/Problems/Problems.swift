import Operations
package import Web

/// The table of codes: every code that a reply, a verdict or a closed socket can carry. `API_REFERENCE.md` and the document are made of
/// it; tests hold it against the code that throws them.
package enum Problems {
    package static let all: [ProblemCode] = requests + access + refusals + besides + sync + database

    /// What operations can be refused for, each once, in the order of the features.
    private static let refusals: [ProblemCode] = {
        let everywhere = [Refusal.accessForbidden, .accessStoreScope]
        var (seen, list): (Set<String>, [ProblemCode]) = ([], [])
        for refusal in everywhere + Features.operations.flatMap({ $0.refusals }) where seen.insert(refusal.code).inserted {
            list.append(
                ProblemCode(
                    refusal.code, refusal.kind, or: refusal.otherKind, refusal.meaning, do: refusal.remedy,
                    everywhere.contains { $0.code == refusal.code } ? .withToken : .named))
        }
        return list
    }()
}
