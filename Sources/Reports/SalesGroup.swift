import JSON

/// What sales are summed up by.
package enum SalesGroup: String, WireEnum {
    case none, day, week, month, store, category, product, actor, staff, customer
    case receiptKind = "kind"

    /// The key, as text, and the words that go with it.
    var key: String {
        switch self {
        case .none: "'all'"
        case .day: "l.business_day::text"
        // ISO 8601: the Monday it begins with.
        case .week: "date_trunc('week', l.business_day)::date::text"
        case .month: "to_char(l.business_day, 'YYYY-MM')"
        case .store: "l.store_id::text"
        case .category: "p.category_id::text"
        case .product: "l.product_id::text"
        case .actor: "s.actor_id::text"
        case .staff: "coalesce(s.staff_id::text, '')"
        case .customer: "coalesce(s.customer_id::text, '')"
        case .receiptKind: "l.kind"
        }
    }

    var label: String {
        switch self {
        case .store: "(SELECT name FROM @.store WHERE id = key::uuid)"
        case .category: "(SELECT name FROM @.category WHERE id = key::uuid)"
        case .product: "(SELECT name FROM @.product WHERE id = key::uuid)"
        case .staff: "(SELECT name FROM @.staff WHERE id = nullif(key, '')::uuid)"
        case .customer: "(SELECT name FROM @.customer WHERE id = nullif(key, '')::uuid)"
        default: "key"
        }
    }

    var join: String {
        switch self {
        case .category: "JOIN @.product p ON p.id = l.product_id"
        case .actor, .staff, .customer: "JOIN @.sale s ON s.id = l.sale_id"
        default: ""
        }
    }

    /// A receipt has one first line, so counting those counts receipts, where all its lines fall into one group.
    var receipts: String {
        switch self {
        case .category, .product: "count(DISTINCT l.sale_id)"
        default: "count(*) FILTER (WHERE l.line = 1)"
        }
    }
}
