import API
import Testing
import Web

/// Who asks comes before what is asked: a stranger is told 401 whatever else is wrong, and learns nothing of what is there.
@Suite(.timeLimit(.minutes(5))) struct StrangerFirstTests {
    @Test func aStrangerIsToldSoWhateverElseIsWrong() async throws {
        let shop = try await Shop.open(products: 0)
        // Of a token's form, so that only a look-up tells.
        let token = String(shop.owner.dropLast(4)) + "0000"
        for endpoint in Documents.endpoints where !endpoint.isPublic {
            let path = endpoint.path.split(separator: "/").map { $0.hasPrefix("{") ? "no-id" : String($0) }.joined(separator: "/")
            let takesJSON = if case .json = endpoint.body { true } else { false }
            for (query, body) in [("?no_such_parameter=1", takesJSON ? "{}" : nil), ("", takesJSON ? "{" : nil), ("?limit=0", nil)] {
                let answer = try await shop.call(endpoint.method.rawValue, "/\(path)\(query)", body, token: token)
                #expect(answer.status == 401 && answer.code == "access.token-invalid", "\(endpoint.method.rawValue) \(path)\(query)")
            }
            let packed = try await shop.call(
                endpoint.method.rawValue, "/\(path)", "{}", token: token, headers: [("Content-Encoding", "gzip")])
            #expect(packed.status == 401, "\(endpoint.method.rawValue) \(path)")
        }
    }
}
