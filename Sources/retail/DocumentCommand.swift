import API
import ArgumentParser

struct DocumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "Print a document that is made from the code: openapi, asyncapi or reference.")

    @Argument(help: "openapi, asyncapi or reference.") var kind: Kind

    enum Kind: String, ExpressibleByArgument, CaseIterable { case openapi, asyncapi, reference }

    mutating func run() async throws {
        let documents = Documents.all()
        switch kind {
        case .openapi: print(String(decoding: documents.openAPI, as: UTF8.self), terminator: "")
        case .asyncapi: print(String(decoding: documents.asyncAPI, as: UTF8.self), terminator: "")
        case .reference: print(documents.reference, terminator: "")
        }
    }
}
