import JSON
import RetailCore
import Web

/// Few endpoints with one of everything.
enum Toy {
    struct Colour: WireObject {
        static var wireName: String { "Colour" }
        var name: String

        init(_ fields: inout Fields) throws(Fault) { name = try fields.required("name", .length(1...20), "As people say it.") }
        func members(_ writer: inout JSONWriter) { writer.member("name", name) }
    }

    struct Ball: WireObject {
        static var wireName: String { "Ball" }
        var colours: [Colour]
        var size: Int64?

        init(_ fields: inout Fields) throws(Fault) {
            colours = try fields.required("colours", .count(1...3))
            size = try fields.optional("size", .range(1...9), "Small | large.")
        }

        func members(_ writer: inout JSONWriter) {
            writer.member("colours", colours)
            writer.member("size", size)
        }
    }

    static let problems = [
        ProblemCode("toy.busy", .tooMany, "Too many toys.", do: "Wait.", .everywhere),
        ProblemCode("toy.stranger", .unauthenticated, "Who are you?", do: "Say it.", .withToken),
        ProblemCode("ball.bad", .malformed, "It is no ball.", do: "Look again.", .withBody),
        ProblemCode("ball.lost", .missing, "It was there.", do: "Search.", .withID),
        ProblemCode("ball.unknown", .missing, or: .unprocessable, "It never was.", do: "Look it up.", .elsewhere),
    ]

    static let endpoints = [
        Endpoint(.get, "/v1/health", tag: "System", summary: "Says that it lives", access: "public", answers: []) {
            _ throws(Fault) -> Reply in .empty()
        },
        Endpoint(
            .get, "/v1/balls/{ball_id}", tag: "Balls", summary: "One ball", access: "ball.view",
            query: [.int("depth", 1...5, "How deep."), .flag("all", required: true)], answer: Ball.self,
            faults: ["ball.unknown", "ball.lost"]
        ) { _ throws(Fault) -> Ball in throw Fault(.missing, "ball.unknown", "") }.heeding(.ifNoneMatch),
        Endpoint(
            .post, "/v1/balls/{ball_id}", tag: "Balls", summary: "Changes a ball.", access: "ball.edit", body: Ball.self,
            answer: Colour.self, status: 201
        ) { _, ball throws(Fault) -> Colour in ball.colours[0] }.heeding(.ifMatch, .idempotencyKey),
        Endpoint(
            .put, "/v1/import", tag: "System", summary: "Takes a file", access: "ball.edit", accepting: .raw(["text/csv"]),
            answers: [.csv([.init("size", "Large."), .init("cost", optional: true)])]
        ) { _, _ throws(Fault) -> Reply in .empty() },
    ]
}
