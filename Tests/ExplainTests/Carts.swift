import Explain
import Foundation
import JSON
import RetailCore
import TradeJSON

func request(_ bytes: [UInt8]) throws(Fault) -> CheckoutRequest { try CheckoutRequest.read(JSONDocument(bytes).root) }

/// A request of these lines with these other members, on a Monday.
func request(lines: String, _ members: String = "") throws(Fault) -> CheckoutRequest {
    let text = """
        {"currency": "EUR", "sale": {"day": "2026-11-23", "minute": 720}, "cart": {"lines": [\(lines)]}\(members.isEmpty ? "" : ", " + members)}
        """
    return try request(Array(text.utf8))
}

func explain(_ request: CheckoutRequest, columns: Int = 72) throws(Fault) -> [String] {
    try CheckoutExplanation(request, request.result(), columns: columns).lines
}

/// `number` tells products apart.
func line(_ number: Int, quantity: Int = 1000, price: Int? = nil, _ members: String = "") -> String {
    let price = price.map { ", \"unit_price_minor\": \($0)" } ?? ""
    let more = members.isEmpty ? "" : ", " + members
    return """
        {"name": "Goods \(number)", "product_id": "\(id(number))", "quantity_milli": \(quantity)\(price)\(more)}
        """
}

func id(_ number: Int) -> String { "00000000-0000-7000-8000-" + "\(1_000_000_000_000 + number)".dropFirst() }
