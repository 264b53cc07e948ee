package import JSON

/// The live socket as an AsyncAPI 3.0 document: one channel, what goes each way.
package enum AsyncAPI {
    package typealias Message = (name: String, schema: Schema, words: String)

    /// - Parameters:
    ///   - sends: what a client sends.
    ///   - receives: what a client receives.
    package static func document(title: String, version: String, path: String, subprotocol: String, sends: [Message], receives: [Message])
        -> [UInt8]
    {
        var definitions = SchemaDefinitions(taking: sends.map(\.schema))
        var messages: [(name: String, json: [UInt8])] = []
        for message in sends + receives where !messages.contains(where: { $0.name == message.name }) {
            let isSent = sends.contains { $0.name == message.name }
            messages.append((message.name, describe(message, isSent ? .taken : .sent, &definitions)))
        }
        var writer = JSONWriter(reserving: 1 << 14)
        writer.object {
            $0.member("asyncapi", "3.0.0")
            $0.memberObject("info") {
                $0.member("title", title)
                $0.member("version", version)
            }
            $0.member("defaultContentType", "application/json")
            $0.memberObject("channels") {
                $0.memberObject("live") {
                    $0.member("address", path)
                    $0.memberObject("messages") {
                        for message in messages {
                            $0.member(named: message.name, reference("#/components/messages/" + pointer(message.name)))
                        }
                    }
                    $0.memberObject("bindings") {
                        $0.memberObject("ws") {
                            $0.member("method", "GET")
                            $0.memberObject("headers") {
                                $0.member("type", "object")
                                $0.memberObject("properties") {
                                    $0.memberObject("Sec-WebSocket-Protocol") { $0.member("const", subprotocol) }
                                }
                            }
                        }
                    }
                }
            }
            $0.memberObject("operations") {
                // The document is the server's (AsyncAPI says what the application does), so what a client sends is received here.
                $0.memberObject("fromClient") { operation("receive", sends, &$0) }
                $0.memberObject("toClient") { operation("send", receives, &$0) }
            }
            $0.memberObject("components") {
                $0.memberObject("messages") {
                    for message in messages.sorted(by: { $0.name < $1.name }) { $0.member(named: message.name, EncodedJSON(message.json)) }
                }
                $0.memberObject("schemas") {
                    for (name, json) in definitions.objects.sorted(by: { $0.key < $1.key }) { $0.member(named: name, EncodedJSON(json)) }
                }
            }
        }
        return PrettyJSON.print(writer.bytes)
    }

    private static func describe(_ message: Message, _ way: SchemaDefinitions.Way, _ definitions: inout SchemaDefinitions) -> [UInt8] {
        let schema = definitions.json(message.schema, way)
        var writer = JSONWriter()
        writer.object {
            $0.member("name", message.name)
            if !message.words.isEmpty { $0.member("summary", message.words) }
            $0.member("payload", json: schema)
        }
        return writer.bytes
    }

    private static func operation(_ action: String, _ messages: [Message], _ writer: inout JSONWriter) {
        writer.member("action", action)
        writer.memberObject("channel") { $0.member("$ref", "#/channels/live") }
        writer.memberArray("messages") { writer in
            for message in messages { writer.element { reference("#/channels/live/messages/" + pointer(message.name)).write(to: &$0) } }
        }
    }

    private static func reference(_ target: String) -> EncodedJSON {
        var writer = JSONWriter()
        writer.object { $0.member("$ref", target) }
        return EncodedJSON(writer.bytes)
    }

    /// A name inside a JSON pointer (RFC 6901).
    private static func pointer(_ name: String) -> String {
        String(name.flatMap { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) })
    }
}
