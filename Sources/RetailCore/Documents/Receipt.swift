/// What a register printed, whole: a plain value that nothing has to be looked up for, so that it can be printed again, checked and proved
/// years later. Its canonical bytes (`canonicalBytes()`) are what the register's chain hashes.
///
/// Of persons it holds pseudonymous ids only. Names and addresses stay outside, so that erasing a customer leaves the chain whole.
/// Amounts are in minor units of `currency`, signed as the money goes: a refund's are negative.
///
/// Two receipts are equal where their texts are canonically equivalent; only the canonical bytes tell `é` from `e` + accent.
public struct Receipt: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Sendable, CaseIterable {
        /// Goods sold; lines below zero are goods that came back in an exchange.
        case sale
        /// Goods that came back.
        case refund
        /// Takes back a whole receipt after it was completed, with all amounts the other way. The receipt it voids stays as it is.
        case void
    }

    /// How far it got. POSLog (ARTS/OMG) keeps the last four apart: `CancelFlag`, `VoidFlag`, `SuspendFlag`, `TrainingModeFlag`.
    public enum State: String, Sendable, CaseIterable {
        /// Finished: it counts.
        case completed
        /// Given up before it was completed.
        case cancelled
        /// Completed, and taken back later by a receipt of kind `void`.
        case voided
        /// Held, to be resumed.
        case suspended
        /// Made to learn; never money, never in the chain.
        case training

        /// Whether it has a number and a place in the chain. The bytes of a receipt are the same before and after it is voided.
        public var isFiscal: Bool { self == .completed || self == .voided }
    }

    /// Which receipt this one takes something back from.
    public struct Reference: Hashable, Sendable {
        /// The register of the receipt that is meant.
        public var register: RegisterID
        /// Its enrolment.
        public var series: DeviceID
        /// Its number in the series.
        public var number: Int64
        /// Its number as printed.
        public var printedNumber: String

        /// Of the receipt with that number in its series.
        public init(register: RegisterID, series: DeviceID, number: Int64, printedNumber: String) {
            (self.register, self.series, self.number, self.printedNumber) = (register, series, number, printedNumber)
        }
    }

    /// What happened.
    public var kind: Kind
    /// How far it got.
    public var state: State
    /// Who sells.
    public var seller: Seller
    /// The register it was made at.
    public var register: RegisterID
    /// The register's enrolment. A device that is enrolled again begins a new series of numbers and a new chain.
    public var series: DeviceID
    /// From 1, without gaps, in its series; 0 while there is none (cancelled, suspended, training).
    public var number: Int64
    /// The number as it was printed, `S012-R03-000123`.
    public var printedNumber: String
    /// On which day of the store's calendar it counts.
    public var businessDay: Day
    /// When it was completed.
    public var occurredAt: Instant
    /// Of all its amounts.
    public var currency: Currency
    /// Pseudonymous.
    public var cashier: StaffID?
    /// Pseudonymous.
    public var customer: CustomerID?
    /// What a refund or void takes back; nil for a sale.
    public var refersTo: Reference?
    /// By what rules the tax was computed.
    public var taxRules: TaxRules
    /// In the order in which they are printed.
    public var lines: [Line]
    /// Per rate, in the order in which they are printed.
    public var taxes: [RateTotal]
    /// What it was paid with, in the order of entry.
    public var payments: [Payment]
    /// The sums, as they were printed.
    public var totals: Totals

    /// Starts with the totals that follow from lines, taxes and payments where none are given.
    ///
    /// - Throws: `money.overflow` for totals that can't be represented.
    public init(
        _ kind: Kind, state: State = .completed, seller: Seller, register: RegisterID, series: DeviceID, number: Int64,
        printedNumber: String, businessDay: Day, occurredAt: Instant, currency: Currency, cashier: StaffID? = nil,
        customer: CustomerID? = nil, refersTo: Reference? = nil, taxRules: TaxRules, lines: [Line], taxes: [RateTotal],
        payments: [Payment], rounding: Money = .zero, change: Money = .zero
    ) throws(Fault) {
        (self.kind, self.state, self.seller, self.register, self.series) = (kind, state, seller, register, series)
        (self.number, self.printedNumber, self.businessDay, self.occurredAt) = (number, printedNumber, businessDay, occurredAt)
        (self.currency, self.cashier, self.customer, self.refersTo) = (currency, cashier, customer, refersTo)
        (self.taxRules, self.lines, self.taxes, self.payments) = (taxRules, lines, taxes, payments)
        totals = try Totals(
            lines: lines, taxes: taxes, mode: taxRules.mode, payments: payments, rounding: rounding, change: change)
    }

    /// All stated as they were printed; `check()` says whether they agree.
    init(
        _ kind: Kind, seller: Seller, register: RegisterID, series: DeviceID, number: Int64, printedNumber: String, businessDay: Day,
        occurredAt: Instant, currency: Currency, cashier: StaffID?, customer: CustomerID?, refersTo: Reference?, taxRules: TaxRules,
        lines: [Line], taxes: [RateTotal], payments: [Payment], totals: Totals
    ) {
        (self.kind, state, self.seller, self.register, self.series) = (kind, .completed, seller, register, series)
        (self.number, self.printedNumber, self.businessDay, self.occurredAt) = (number, printedNumber, businessDay, occurredAt)
        (self.currency, self.cashier, self.customer, self.refersTo) = (currency, cashier, customer, refersTo)
        (self.taxRules, self.lines, self.taxes, self.payments, self.totals) = (taxRules, lines, taxes, payments, totals)
    }
}

/// Who sells, as the head of a receipt or report says it.
public struct Seller: Hashable, Sendable {
    /// The company with its stores.
    public var chain: TenantID
    /// The chain's name.
    public var chainName: String
    /// The shop.
    public var store: StoreID
    /// The shop's name.
    public var storeName: String
    /// Lines of the store's address.
    public var address: [String]
    /// The seller's VAT or tax number.
    public var taxNumber: String?

    /// As it is printed; nothing is checked.
    public init(
        chain: TenantID, chainName: String, store: StoreID, storeName: String, address: [String] = [], taxNumber: String? = nil
    ) {
        (self.chain, self.chainName, self.store, self.storeName) = (chain, chainName, store, storeName)
        (self.address, self.taxNumber) = (address, taxNumber)
    }
}
