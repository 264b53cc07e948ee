/// A customer's right not to be charged some taxes, with the certificate that proves it.
public struct TaxExemption: Hashable, Sendable {
    /// Which taxes, by the codes of their rates.
    public enum Codes: Hashable, Sendable {
        /// Every tax.
        case all
        /// The taxes of these codes.
        case named(Set<String>)
    }

    /// Which taxes aren't charged.
    public let codes: Codes
    /// The number on the certificate; goes on the document.
    public let certificate: String
    /// The first day it holds.
    public let from: Day
    /// The first day it no longer holds; nil: until further notice.
    public let until: Day?

    /// - Throws: `tax.exemption-without-certificate`, `tax.validity-empty` (both `unprocessable`).
    public init(_ codes: Codes, certificate: String, from: Day, until: Day? = nil) throws(Fault) {
        guard !certificate.isEmpty else {
            throw Fault(.unprocessable, "tax.exemption-without-certificate", "A tax exemption needs the number of its certificate.")
        }
        if let until, until <= from {
            throw Fault(.unprocessable, "tax.validity-empty", "The validity has to end after it begins.")
        }
        self.codes = codes
        self.certificate = certificate
        self.from = from
        self.until = until
    }

    /// What a document of that business day may be relieved of.
    ///
    /// - Throws: `tax.exemption-not-valid` (`unprocessable`).
    public func relief(on day: Day) throws(Fault) -> TaxRelief {
        guard day >= from, until.map({ day < $0 }) ?? true else {
            throw Fault(.unprocessable, "tax.exemption-not-valid", "The customer's tax exemption does not hold on this day.")
        }
        return TaxRelief(codes: codes, certificate: certificate)
    }
}

/// An exemption that was found to hold on a document's day; there is no other way to get one.
public struct TaxRelief: Hashable, Sendable {
    /// Which taxes aren't charged.
    public let codes: TaxExemption.Codes
    /// The number of the certificate.
    public let certificate: String

    init(codes: TaxExemption.Codes, certificate: String) {
        self.codes = codes
        self.certificate = certificate
    }

    /// Whether a tax code is among those that are not charged.
    public func covers(_ code: String) -> Bool {
        switch codes {
        case .all: true
        case .named(let names): names.contains(code)
        }
    }
}
