package import RetailCore

/// What `body` throws; nil where it throws nothing.
package func fault<Value>(_ body: () throws(Fault) -> Value) -> Fault? {
    do throws(Fault) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// What `body` throws; nil where it throws nothing.
package func fault<Value>(_ body: () async throws(Fault) -> Value) async -> Fault? {
    do throws(Fault) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

/// Its code alone.
package func faultCode<Value>(_ body: () throws(Fault) -> Value) -> String? { fault(body)?.code }
