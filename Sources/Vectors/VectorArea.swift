package import JSON
package import RetailCore

/// A part of the core that vectors are run against: does what a case says, and answers in the case's own terms.
package protocol VectorArea: Sendable {
    static var name: String { get }
    /// What comes out, as JSON.
    ///
    /// - Throws: `vectors.unknown-action` for an action that the area doesn't know, and whatever the core throws: that is an answer, too.
    static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8]
}

extension VectorArea {
    static func unknown(_ action: String) -> Fault {
        Fault(.unprocessable, "vectors.unknown-action", "Nothing is known of how to do \(action) here.")
    }

    /// The code of what a step throws, nil where it is taken: of several steps in a row some may be refused.
    static func code(_ step: () throws(Fault) -> Void) -> String? {
        do throws(Fault) {
            try step()
            return nil
        } catch {
            return error.code
        }
    }
}

package enum VectorAreas {
    package static let all: [any VectorArea.Type] = [
        AmountVectors.self, CodeVectors.self, DocumentVectors.self, PromotionVectors.self, StockVectors.self, TenderVectors.self,
    ]
}

extension VectorFile {
    package struct Failure: Sendable {
        package let action: String
        package let name: String
        package let expected: String
        package let found: String
    }

    /// Runs every case.
    ///
    /// - Throws: `vectors.unknown-area` (422).
    package func verify() throws(Fault) -> [Failure] {
        guard let area = VectorAreas.all.first(where: { $0.name == area }) else {
            throw Fault(.unprocessable, "vectors.unknown-area", "Nothing is known of the area \(self.area).")
        }
        var failures: [Failure] = []
        for entry in cases {
            let found = Self.answer(entry, area)
            guard let value = try? JSONDocument(found).root, value.isSame(as: entry.expected) else {
                failures.append(
                    Failure(
                        action: entry.action, name: entry.name, expected: String(decoding: entry.expected.compact, as: UTF8.self),
                        found: String(decoding: found, as: UTF8.self)))
                continue
            }
        }
        return failures
    }

    /// A refusal is an answer: `{"fault": "its.code"}`, and the `field` it names where the case says which it has to be.
    private static func answer(_ entry: Case, _ area: any VectorArea.Type) -> [UInt8] {
        do throws(Fault) {
            var given = try Fields(entry.given)
            let answer = try area.answer(entry.action, &given)
            try given.finish()
            return answer
        } catch {
            return JSONWriter.object {
                $0.member("fault", error.code)
                if entry.expected["field"] != nil { $0.member("field", error.fields.first?.field) }
            }
        }
    }
}
