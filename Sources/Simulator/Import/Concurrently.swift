import RetailCore

/// Does the same with many values, at most `limit` at once; the results in the values' order. The first failure stops the rest.
func concurrently<Value: Sendable, Outcome: Sendable>(
    _ values: [Value], limit: Int, _ body: @escaping @Sendable (Value) async throws(Fault) -> Outcome
) async throws(Fault) -> [Outcome] {
    let result = await withTaskGroup(of: (Int, Result<Outcome, Fault>).self) { group -> Result<[Outcome], Fault> in
        var outcomes: [Int: Outcome] = [:]
        var next = 0
        func start() {
            guard next < values.count else { return }
            let (index, value) = (next, values[next])
            next += 1
            group.addTask {
                do throws(Fault) { return (index, .success(try await body(value))) } catch { return (index, .failure(error)) }
            }
        }
        for _ in 0..<max(1, limit) { start() }
        for await (index, result) in group {
            switch result {
            case .success(let outcome): outcomes[index] = outcome
            case .failure(let fault):
                group.cancelAll()
                return .failure(fault)
            }
            start()
        }
        return .success(values.indices.compactMap { outcomes[$0] })
    }
    return try result.get()
}
