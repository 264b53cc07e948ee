import API
import ArgumentParser

struct DocumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document",
        abstract: "Print a document that is made from the code: openapi, asyncapi, reference, ….")

    @Argument(help: "openapi, asyncapi, reference, permissions or entities.") var kind: Kind

    enum Kind: String, ExpressibleByArgument, CaseIterable { case openapi, asyncapi, reference, permissions, entities }

    mutating func run() async throws {
        let documents = Documents.all()
        switch kind {
        case .openapi: print(String(decoding: documents.openAPI, as: UTF8.self), terminator: "")
        case .asyncapi: print(String(decoding: documents.asyncAPI, as: UTF8.self), terminator: "")
        case .reference: print(documents.reference, terminator: "")
        case .permissions: print(Documents.permissions(), terminator: "")
        case .entities: print(EntitiesPage.markdown(), terminator: "")
        }
    }
}
