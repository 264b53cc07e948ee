import API
import Foundation
import TestSupport
import Testing

/// What is committed is what the code says; `retail document …` writes it anew.
@Suite struct DocumentTests {
    @Test func openAPIIsUpToDate() throws {
        let current = String(decoding: Documents.all().openAPI, as: UTF8.self)
        #expect(try Repository.text("docs/openapi.json") == current, "run: retail document openapi > docs/openapi.json")
    }

    @Test func asyncAPIIsUpToDate() throws {
        let current = String(decoding: Documents.all().asyncAPI, as: UTF8.self)
        #expect(try Repository.text("docs/asyncapi.json") == current, "run: retail document asyncapi > docs/asyncapi.json")
    }

    @Test func referenceIsUpToDate() throws {
        #expect(try Repository.text("API_REFERENCE.md") == Documents.all().reference, "run: retail document reference > API_REFERENCE.md")
    }

    @Test func permissionsAreUpToDate() throws {
        #expect(
            try Repository.text("docs/permissions.md") == Documents.permissions(), "run: retail document permissions > docs/permissions.md")
    }

    @Test func entitiesAreUpToDate() throws {
        #expect(try Repository.text("docs/entities.md") == EntitiesPage.markdown(), "run: retail document entities > docs/entities.md")
    }

    @Test func everyRouteHasAScopeAndEveryReferenceARule() {
        let routes = PermissionsPage.gaps(endpoints: Documents.endpoints)
        #expect(routes.unscoped.isEmpty && routes.unknown.isEmpty, "\(routes)")
        let fields = PermissionsPage.gaps(operations: Features.operations)
        #expect(fields.unruled.isEmpty && fields.unknown.isEmpty, "\(fields)")
    }
}
