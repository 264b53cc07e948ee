package import Operations
package import RetailCore

extension BuiltinRole {
    /// What an enrolled device can do in its store: what whoever enrols one hands on.
    package static func deviceAuthority(in store: ID<Store>) -> Authority {
        Authority(permissions: BuiltinRole.device.permissions, stores: [store])
    }
}
