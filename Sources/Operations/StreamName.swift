package import RetailCore

/// The unit of scope and of order (ARCHITECTURE.md, "Sync").
package enum StreamName: Hashable, Sendable {
    case catalog
    case store(ID<Store>)
    case customers(home: ID<Store>)
    case device(ID<Device>)

    package enum Kind: Sendable { case catalog, store, customers, device }

    package var kind: Kind {
        switch self {
        case .catalog: .catalog
        case .store: .store
        case .customers: .customers
        case .device: .device
        }
    }

    /// What a row's owner column holds, where rows of this stream have one.
    package var owner: ID<Never>? {
        switch self {
        case .catalog: nil
        case .store(let id), .customers(let id): ID(id)
        case .device(let id): ID(id)
        }
    }

    /// The streams that a device follows, and no other.
    package static func scope(of device: ID<Device>, in store: ID<Store>) -> [StreamName] {
        [.catalog, .store(store), .customers(home: store), .device(device)]
    }

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
