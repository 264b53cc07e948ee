/// A value that must not end up in a log: it prints as `<redacted>`.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Only the code that needs the value says so.
    public let exposed: Value

    /// Wraps it; only `exposed` gives it out.
    public init(_ value: Value) {
        exposed = value
    }

    /// `<redacted>`, so that no log has it.
    public var description: String { "<redacted>" }
    /// `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// Shows nothing of it.
    public var customMirror: Mirror { Mirror(reflecting: "<redacted>") }
}
