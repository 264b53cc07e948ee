import NIOCore

/// How a socket follows a topic: each numbered message once, and in order.
///
/// It begins held: what is broadcast waits until the socket has been sent what came before, and is told up to where that was.
struct Following {
    static let maximumHeld = 1000

    private var last: Int64 = .min
    private var held: [(number: Int64, frame: ByteBuffer)]? = []

    enum Turn { case now, later, never, tooMany }

    /// - Parameter number: nil for what has no turn and is as good a little later: nobody waits for it.
    mutating func turn(of frame: ByteBuffer, _ number: Int64?) -> Turn {
        guard let number else { return held == nil ? .now : .never }
        if let waiting = held?.count {
            guard waiting < Following.maximumHeld else { return .tooMany }
            held?.append((number, frame))
            return .later
        }
        guard number > last else { return .never }
        last = number
        return .now
    }

    /// What was sent otherwise reached up to `number`: from now on messages go out as they come.
    ///
    /// - Returns: what waited and has not been sent otherwise.
    mutating func release(after number: Int64) -> [ByteBuffer] {
        var frames: [ByteBuffer] = []
        last = max(last, number)
        for (number, frame) in held ?? [] where number > last {
            last = number
            frames.append(frame)
        }
        held = nil
        return frames
    }
}
