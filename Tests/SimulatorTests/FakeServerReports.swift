import JSON
import RetailCore
import Sales

@testable import Simulator

/// The reports, worked out from what was sold: by another way than the importer's.
extension FakeServerState {
    static func query(_ path: String, _ name: String) -> String? {
        for part in path.split(separator: "?").last?.split(separator: "&") ?? [] where part.hasPrefix("\(name)=") {
            return String(part.dropFirst(name.count + 1))
        }
        return nil
    }

    /// Two rows a page, so that there is always a next one.
    func stockList(_ path: String) throws(Fault) -> TransportReply {
        guard let store = FakeServerState.query(path, "store_id") else {
            return TransportReply(status: 400, body: problem("request.invalid"))
        }
        let start = FakeServerState.query(path, "after").flatMap { Int($0) } ?? 0
        let rows = (stock[store] ?? [:]).sorted { $0.key < $1.key }
        let part = rows.dropFirst(start).prefix(2)
        return json { writer in
            writer.memberArray("items") { list in
                for (product, level) in part {
                    list.element {
                        $0.object {
                            $0.member("product_id", product)
                            $0.member("on_hand_milli", level.onHand)
                            $0.member("status", "active")
                        }
                    }
                }
            }
            if start + part.count < rows.count { writer.member("next", String(start + part.count)) }
        }
    }

    func report(_ path: String) throws(Fault) -> TransportReply {
        let group = FakeServerState.query(path, "group") ?? "none"
        var groups: [String: [(sale: Sold, line: SoldLine)]] = [:]
        var all: [(sale: Sold, line: SoldLine)] = []
        for sale in sold {
            for line in sale.sale.lines {
                all.append((sale, line))
                groups[key(group, sale, line), default: []].append((sale, line))
            }
        }
        let cent: Int64 = mischief.lies ? 1 : 0
        return json { writer in
            writer.member("currency", "USD")
            writer.member("group", group)
            writer.memberArray("items") { list in
                for (key, rows) in groups.sorted(by: { $0.key < $1.key }) where group != "none" {
                    list.element {
                        $0.object {
                            $0.member("key", key)
                            FakeServerState.figures(rows, 0, &$0)
                        }
                    }
                }
            }
            writer.memberObject("total") { FakeServerState.figures(all, cent, &$0) }
        }
    }

    private func key(_ group: String, _ sale: Sold, _ line: SoldLine) -> String {
        switch group {
        case "day": sale.day.description
        case "week": sale.day.advanced(by: 1 - sale.day.weekday).description
        case "month": String(sale.day.description.prefix(7))
        case "store": sale.store
        case "category": categories[line.product.description] ?? ""
        case "product": line.product.description
        default: ""
        }
    }

    private static func figures(_ rows: [(sale: Sold, line: SoldLine)], _ cent: Int64, _ writer: inout JSONWriter) {
        func sum(_ value: (SoldLine) -> Int64) -> Int64 { rows.reduce(0) { $0 + value($1.line) } }
        writer.member("sale_count", Set(rows.map(\.sale.id)).count)
        writer.member("refund_count", 0)
        writer.member("line_count", rows.count)
        writer.member("quantity_milli", sum { $0.quantity.milli })
        writer.member("shelf_minor", sum { $0.shelf?.minor ?? 0 })
        writer.member("loyalty_discount_minor", sum { $0.loyaltyDiscount.minor })
        writer.member("coupon_discount_minor", sum { $0.couponDiscount.minor })
        writer.member("promotion_discount_minor", 0)
        writer.member("manual_discount_minor", 0)
        writer.member("revenue_minor", sum { FakeServerState.revenue($0) } + cent)
        writer.member("maker_coupon_minor", sum { $0.makerCoupon.minor })
        writer.member("tax_minor", 0)
        writer.member("cost_minor", 0)
    }
}
