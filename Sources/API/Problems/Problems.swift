package import Web

/// The table of codes: every code that a reply, a verdict or a closed socket can carry. `API_REFERENCE.md` and the document are made of
/// it; a test holds it against the code that throws them.
package enum Problems {
    package static let all: [ProblemCode] =
        requests + access + people + catalogue + trade + sync + database
}
