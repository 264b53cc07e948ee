import Access
import Customers
import Door
import JSON
import Operations
import RetailCore
import Web

enum ReadCustomers: Needing { static let needs = Permission.customerRead }

extension Services {
    var customerEndpoints: [Endpoint] {
        [
            post(
                "/v1/customers", tag: "Customers", "Take in up to 1,000 customers; all or none", CreateCustomers.self),
            list(
                "/v1/customers", tag: "Customers", "Customers, found by name, number, phone or mail", CustomerRow.self, ReadCustomers.self,
                query: [
                    .text("q", "Parts of name, number, phone or mail: each word, in any order; case and accents don't matter."),
                    .text("code"),
                ]
            ) {
                call, _ throws(Fault) in
                var filters: [RowFilter] = []
                if let text = try call.query.text("q") { filters.append(.search(text)) }
                if let code = try call.query.text("code") { filters.append(.text("code", code)) }
                return filters
            },
        ]
    }
}
