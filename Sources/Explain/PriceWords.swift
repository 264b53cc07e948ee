import RetailCore
import TradeJSON

extension CheckoutExplanation {
    /// How a price came about: one sentence for each thing that decided it.
    func words(_ step: LinePrice.Step, _ index: Int) -> String {
        switch step {
        case .list(let quote): words(quote, index)
        case .markdown(let markdown): words(markdown)
        case .override(let override, let before): words(override, before)
        case .label(let label): words(label, index)
        }
    }

    private func words(_ quote: PriceQuote, _ index: Int) -> String {
        let line = result.cart.lines[index]
        let reached =
            quote.quantityBreak.map {
                let isAlone = $0.from.milli.magnitude <= line.quantity.milli.magnitude
                return " from \(figures.text($0.from, line.unit)) on\(isAlone ? "" : ", all lines together")"
            } ?? ""
        return "Price list \(quote.list.name): \(figures.text(quote.unitPrice))\(reached), since \(figures.text(quote.version.from))"
    }

    private func words(_ markdown: Markdown) -> String {
        let days =
            switch markdown.daysLeft {
            case 0: "its last day"
            case 1: "1 day left"
            default: "\(markdown.daysLeft) days left"
            }
        let cut =
            switch markdown.stage.cut {
            case .percentOff(let micro): "\(figures.percent(micro)) off \(figures.text(markdown.before))"
            case .fixed: "\(figures.text(markdown.after)) instead of \(figures.text(markdown.before))"
            }
        return "Marked down, \(markdown.name): \(cut), \(days)"
    }

    private func words(_ override: PriceOverride, _ before: Money?) -> String {
        let change = before.map { "\(figures.text(override.unitPrice)) instead of \(figures.text($0))" } ?? figures.text(override.unitPrice)
        let words = "Set by hand: \(change), because: \(override.reason)"
        guard let approval = override.approval else { return words + " (within what needs no approval)" }
        return words + " (approved by \(approval.approver) at \(approval.at))"
    }

    private func words(_ label: LabelPrice, _ index: Int) -> String {
        let quantity = figures.text(label.quantity, request.cart.lines[index].line.unit)
        guard result.prices[index]?.unitPrice != nil else { return "The label says \(figures.text(label.total))" }
        return "The label says \(figures.text(label.total)): \(quantity) at that price"
    }
}
