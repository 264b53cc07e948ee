/// The answer to a scan.
public enum CodeReading: Hashable, Sendable {
    /// What the code says.
    case meaning(CodeMeaning)
    /// It can be read in more than one way, or only by supposing that a separator got lost: a person has to choose. At most four readings;
    /// `hasMore` where there are others, or may be.
    case ambiguous([CodeMeaning], hasMore: Bool)
    /// It can't be read.
    case problem(CodeProblem)
}

extension CodeReading: CustomStringConvertible {
    /// For people, in lines.
    public var description: String {
        switch self {
        case .meaning(let meaning): meaning.description
        case .ambiguous(let readings, let hasMore):
            "Ambiguous: can be read as"
                + readings.map { "\n  - " + $0.summary }.joined()
                + (hasMore ? "\n  and in other ways" : readings.count < 2 ? ", if a separator got lost" : "")
        case .problem(let problem): "Not readable: \(problem)"
        }
    }
}
