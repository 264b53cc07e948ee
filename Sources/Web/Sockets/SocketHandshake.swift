import Crypto

/// What both ends of a WebSocket handshake compute (RFC 6455, 1.3).
enum SocketHandshake {
    static func accept(for key: String) -> String {
        var hash = Insecure.SHA1()
        hash.update(data: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return base64(Array(hash.finalize()))
    }

    /// 16 random bytes; nothing depends on their being secret.
    static func randomKey() -> String {
        base64((0..<16).map { _ in UInt8.random(in: .min ... .max) })
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
            let word = part[0] << 16 | part[1] << 8 | part[2]
            for place in 0..<4 {
                text.append(start + place - 1 < bytes.count || place < 2 ? alphabet[Int(word >> UInt32(18 - place * 6)) & 63] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
