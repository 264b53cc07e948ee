package import RetailCore

/// The unit of scope and of order (ARCHITECTURE.md, "Sync").
package enum StreamName: Hashable, Sendable {
    case catalog
    case store(ID<Store>)
    case customers(home: ID<Store>)
    case device(ID<Device>)

    package init?(_ text: String) {
        if text == "catalog" {
            self = .catalog
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "store": if let id = ID<Store>(rest) { self = .store(id) } else { return nil }
        case "customers": if let id = ID<Store>(rest) { self = .customers(home: id) } else { return nil }
        case "device": if let id = ID<Device>(rest) { self = .device(id) } else { return nil }
        default: return nil
        }
    }
}

extension StreamName: CustomStringConvertible {
    package var description: String {
        switch self {
        case .catalog: "catalog"
        case .store(let id): "store:\(id)"
        case .customers(let id): "customers:\(id)"
        case .device(let id): "device:\(id)"
        }
    }
}
