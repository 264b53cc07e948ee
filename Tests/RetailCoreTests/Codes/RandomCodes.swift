import RetailCore

extension CodeReading {
    var meaning: CodeMeaning? {
        if case .meaning(let meaning) = self { return meaning }
        return nil
    }

    var problem: CodeProblem.Code? {
        if case .problem(let problem) = self { return problem.code }
        return nil
    }

    /// Of the problem.
    var position: Int? {
        if case .problem(let problem) = self { return problem.position }
        return nil
    }

    var readings: [CodeMeaning]? {
        if case .ambiguous(let readings, _) = self { return readings }
        return nil
    }

    /// Whether it has more readings than it shows.
    var hasMore: Bool? {
        if case .ambiguous(_, let hasMore) = self { return hasMore }
        return nil
    }
}

extension SeededRandom {
    /// An element with data that the standard allows, found by trying; nil where chance doesn't find any.
    mutating func element(_ identifier: ApplicationIdentifier, today: Day) -> CodeElement? {
        let alphabets = ["0123456789", "0000111239", "0123456789ABCXYZabcxyz!\"%&'()*+,-./_:;<=>?", "0123456789ABCXYZ", "12/3"]
        for attempt in 0..<20_000 {
            let letters = Array(alphabets[attempt % alphabets.count])
            let length = Int.random(in: identifier.length, using: &self)
            let data = String((0..<length).compactMap { _ in letters.randomElement(using: &self) })
            if let element = try? CodeElement(identifier, data, today: today) { return element }
        }
        return nil
    }

    mutating func gtin() -> GTIN {
        let body = Int64.random(in: 0..<10_000_000_000_000, using: &self)
        return (try? GTIN(value: body * 10 + Int64(GTIN.checkDigit(of: body)))) ?? gtin()
    }

    /// The elements of a trade item's label: an article and some of what goes with it, in any order.
    mutating func label(today: Day) -> [CodeElement] {
        var elements: [CodeElement] = []
        let others: [ApplicationIdentifier] = [.batch, .serial, .expiry, .bestBefore, .productionDate, .packagingDate, .variableCount]
        for identifier in others.shuffled(using: &self).prefix(Int.random(in: 0...5, using: &self)) {
            if let element = element(identifier, today: today) { elements.append(element) }
        }
        for digits in ["3103", "240", "7003", "422", "91"] where Int.random(in: 0..<4, using: &self) == 0 {
            if let identifier = ApplicationIdentifier(digits), let element = element(identifier, today: today) { elements.append(element) }
        }
        if let article = try? CodeElement(.gtin, gtin(), today: today) {
            elements.insert(article, at: Bool.random(using: &self) ? 0 : elements.count)
        }
        return elements
    }
}
