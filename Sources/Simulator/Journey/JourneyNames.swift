package import RetailCore

/// What the things of the Complete Journey are called, and so which ids they have: the same in every chain they are imported to.
package enum JourneyNames {
    package static func store(_ number: Int64) -> ID<Store> { DerivedID.of("complete-journey/store/\(number)") }
    package static func product(_ number: Int64) -> ID<Product> { DerivedID.of("complete-journey/product/\(number)") }
    package static func customer(household: Int64) -> ID<Customer> { DerivedID.of("complete-journey/household/\(household)") }
    package static func category(_ path: String) -> ID<RetailCore.Category> { DerivedID.of("complete-journey/category/\(path)") }
    package static func sale(basket: Int64, at instant: Instant) -> OperationID {
        DerivedID.of("complete-journey/basket/\(basket)", at: instant)
    }

    /// The key of a request that makes things: it follows from all that is sent, so the same request is the same request, and a
    /// changed one (a newer importer's) never claims to be it.
    package static func key(_ path: String, _ body: [UInt8]) -> OperationID {
        DerivedID.of(Array("complete-journey/request\(path) ".utf8) + body)
    }
}
