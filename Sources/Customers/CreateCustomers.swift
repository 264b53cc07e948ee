import Chain
package import JSON
package import Operations
package import RetailCore

/// A customer as a request brings one.
package struct NewCustomer: WireRecord {
    package var id: ID<Customer>?
    package var code = ""
    package var name = ""
    package var phone = ""
    package var mail = ""
    package var home: ID<Store>?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, .none, "Made by the server where it is left out.", rule: .made)
        try field("code", &code, .length(1...60), "The customer's number; unique in the chain.")
        try field("name", &name, .length(1...200))
        try field.standing("phone", &phone, .length(0...40))
        try field.standing("mail", &mail, .length(0...254))
        try field(
            "home_store_id", &home, .none, "The store whose tills know the customer offline.",
            rule: .ownStore(orNone: "left out: known to no till", push: "own"))
    }

    package init(id: ID<Customer>?, code: String, name: String) {
        (self.id, self.code, self.name, phone, mail, home) = (id, code, name, "", "", nil)
    }
}

/// Takes in up to 1,000 customers at once; all or none.
///
/// A home store is one of the caller's own: its tills are given what is known of the customer.
package struct CreateCustomers: ChainOperation {
    package static let name = "customer.create/1"
    package static let needs = Permission.customerEdit
    package static let refusals: [Refusal] = [.customerCodeTaken, .customerExists, .storeUnknown]
    package static let answer: Schema = .createdIDs
    package static let isOpenToStores = true

    package var customers: [NewCustomer] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("customers", &customers, .count(1...1000))
    }

    package init(_ customers: [NewCustomer]) {
        self.customers = customers
    }

    private func id(_ ordinal: Int, _ moment: Moment) -> ID<Customer> { customers[ordinal].id ?? moment.derivedID(UInt64(ordinal)) }

    package func footprint(_ world: World, _ moment: Moment) {
        for (ordinal, customer) in customers.enumerated() {
            world.wantToWrite(CustomerRow.self, id(ordinal, moment))
            if let home = customer.home { world.wantToRead(StoreRow.self, home) }
        }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        for (ordinal, customer) in customers.enumerated() {
            let key = id(ordinal, moment)
            guard world.row(CustomerRow.self, key) == nil else {
                throw Fault(.customerExists, "There is a customer with the id \(key).")
            }
            if let home = customer.home {
                try moment.authority.reach(home)
                guard world.row(StoreRow.self, home) != nil else {
                    throw Fault(
                        .storeUnknown, "There is no store \(home).",
                        fields: [
                            .init(field: "customers[\(ordinal)].home_store_id", code: "unknown-id", message: "No store has this id.")
                        ])
                }
            }
            world.put(
                CustomerRow(
                    id: key, code: customer.code, name: customer.name, phone: customer.phone, mail: customer.mail,
                    home: customer.home ?? .none))
        }
        return Outcome { writer in
            writer.memberArray("ids") { list in for ordinal in customers.indices { list.element { id(ordinal, moment).write(to: &$0) } } }
        }
    }
}
