/// How far a chain has come: all that the next link depends on, of constant size. Stored with the last entry, it lets a register go on and
/// a verifier resume.
public struct ChainHead: Hashable, Sendable {
    /// The last Z report of a chain.
    public struct Report: Hashable, Sendable {
        /// 0 before the first.
        public var number: Int64
        /// Of its entry; the genesis before the first.
        public var hash: DocumentHash
        /// The last receipt that a report covers.
        public var lastReceiptNumber: Int64
        /// The latest that was closed.
        public var businessDay: Day?
        /// What the register had turned over by then.
        public var perpetual: PerpetualTotals

        /// A report as it was stored.
        public init(
            number: Int64, hash: DocumentHash, lastReceiptNumber: Int64, businessDay: Day?, perpetual: PerpetualTotals
        ) {
            (self.number, self.hash, self.lastReceiptNumber) = (number, hash, lastReceiptNumber)
            (self.businessDay, self.perpetual) = (businessDay, perpetual)
        }
    }

    /// Which register's chain it is.
    public let register: RegisterID
    /// Which enrolment's.
    public let series: DeviceID
    /// How many entries there are.
    public var entryCount: Int64
    /// Of the last entry; the genesis for none.
    public var hash: DocumentHash
    /// The last receipt's number; 0 for none.
    public var receiptNumber: Int64
    /// The last copy's number; 0 for none.
    public var copyNumber: Int64
    /// The last Z report.
    public var report: Report

    /// A chain without entries.
    public init(register: RegisterID, series: DeviceID) {
        let genesis = DocumentHash.genesis(register: register, series: series)
        self.init(
            register: register, series: series, entryCount: 0, hash: genesis, receiptNumber: 0, copyNumber: 0,
            report: Report(number: 0, hash: genesis, lastReceiptNumber: 0, businessDay: nil, perpetual: .zero))
    }

    /// A chain's head as it was stored.
    public init(
        register: RegisterID, series: DeviceID, entryCount: Int64, hash: DocumentHash, receiptNumber: Int64, copyNumber: Int64,
        report: Report
    ) {
        (self.register, self.series, self.entryCount, self.hash) = (register, series, entryCount, hash)
        (self.receiptNumber, self.copyNumber, self.report) = (receiptNumber, copyNumber, report)
    }

    func lastNumber(of kind: JournalDocument) -> Int64 {
        switch kind {
        case .receipt: receiptNumber
        case .copy: copyNumber
        case .zReport: report.number
        }
    }
}
