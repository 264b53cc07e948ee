import RetailCore
import TradeJSON

extension CheckoutExplanation {
    func payments(_ print: inout PrintColumns) {
        guard let settlement = result.settlement else { return }
        print.blank()
        print.text("Payment")
        for part in settlement.parts {
            print.pair(words(part.tender), figures.text(part.tender.amount), indent: 2)
            if part.unused != .zero { print.text("of it not used \(figures.text(part.unused))", indent: 4) }
        }
        if settlement.rounding != .zero {
            let step = Money(minor: request.tender.rounding.stepMinor)
            print.pair("Cash rounding, to \(figures.text(step))", figures.text(settlement.rounding), indent: 2)
        }
        if settlement.change != .zero { print.pair("Change", figures.text(settlement.change), indent: 2) }
        if settlement.isSettled {
            print.text("All is paid.", indent: 2)
        } else {
            print.pair(settlement.due < .zero ? "Still to pay back" : "Still to pay", figures.text(settlement.outstanding), indent: 2)
            if let cash = inCash(settlement) { print.pair("In cash", figures.text(cash), indent: 4) }
        }
    }

    /// What is still to pay as it is asked for in cash; nil where cash is not taken, or that is the same.
    private func inCash(_ settlement: Settlement) -> Money? {
        let rule = request.tender[.cash]
        guard settlement.outstanding < .zero ? rule.paysBack : rule.pays else { return nil }
        guard let cash = try? request.tender.rounding.rounded(settlement.outstanding), cash != settlement.outstanding else { return nil }
        return cash
    }

    private func words(_ tender: Tendered) -> String {
        var words = tender.kind.rawValue.replacing("_", with: " ")
        words = words.prefix(1).uppercased() + words.dropFirst()
        if tender.points > .zero { words += ", \(tender.points.count) points" }
        return words + (tender.reference.map { ", \($0)" } ?? "")
    }
}
