package import Operations

extension Feature {
    package static let chain = Feature(
        rows: [ChainSettings.self, StoreRow.self, RegisterRow.self, StaffRow.self],
        operations: [CreateStore.self, UpdateStore.self, CreateRegister.self])
}
