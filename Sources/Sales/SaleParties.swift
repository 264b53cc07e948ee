import Chain
import Customers
import Operations
import RetailCore

/// Where a sale, a refund or what else happens at a register says it happened and who took part, held against what its sender may say.
///
/// What a till brings has happened: it is taken, and flagged where it is out of line (`register_unknown`, `register_foreign`,
/// `staff_unknown`, `staff_foreign`, `staff_dismissed`, `customer_unknown`). Who asks by request is refused. `docs/permissions.md` has
/// the whole table.
struct SaleParties {
    private let moment: Moment
    private let store: ID<Store>
    /// Where it is another one than the till's own, which was looked at when it was enrolled.
    private var register: ID<Register>?
    private var staff: ID<Staff>?
    private var customer: ID<Customer>?
    private var hasReceiptNumber: Bool

    /// nil: nothing is said that would have to be looked at, as of most sales of a till.
    init?(_ sale: CompleteSale, _ moment: Moment) {
        self.init(moment, sale.storeID, sale.register, sale.receiptNumber, sale.staff, sale.customer)
    }

    init?(_ refund: RefundSale, _ moment: Moment) {
        self.init(moment, refund.storeID, refund.register, refund.receiptNumber, refund.staff, nil)
    }

    /// At the actor's own register, if at any, and numbered by whoever may.
    private static func isOrdinary(_ register: ID<Register>?, _ receiptNumber: Int64?, _ moment: Moment) -> Bool {
        (register == nil || register == moment.actor.register) && (receiptNumber == nil || moment.isFact)
    }

    /// Of whatever happens at a register.
    init?(
        _ moment: Moment, _ store: ID<Store>?, _ register: ID<Register>?, _ receiptNumber: Int64?, _ staff: ID<Staff>?,
        _ customer: ID<Customer>?
    ) {
        guard let store else { return nil }
        let isSilent = staff == nil && customer == nil && moment.actor.kind != .staff
        if isSilent, SaleParties.isOrdinary(register, receiptNumber, moment) { return nil }
        (self.moment, self.store, hasReceiptNumber) = (moment, store, receiptNumber != nil)
        (self.staff, self.customer) = (staff, customer)
        if let register, register != moment.actor.register { self.register = register }
    }

    func want(_ world: World) {
        if let register { world.wantToRead(RegisterRow.self, register) }
        if let staff { world.wantToRead(StaffRow.self, staff) }
        if let customer { world.wantToRead(CustomerRow.self, customer) }
    }

    /// Who sold, for the receipt: whoever asks by request sells in his own name.
    ///
    /// - Throws: `receipt.number-given`, `register.unknown`, `staff.unknown`, `staff.not-yourself`, `customer.unknown` (422).
    func check(_ world: World, _ flags: inout Set<SaleFlag>) throws(Fault) -> ID<Staff>? {
        if hasReceiptNumber, !moment.isFact {
            throw SaleParties.refusal(
                "receipt_number", "receipt.number-given", "Tills number their receipts; those of requests are numbered here.")
        }
        if let register {
            switch world.row(RegisterRow.self, register)?.store {
            case store: break
            case nil: try object("register_id", .registerUnknown, "register.unknown", "The store has no such register.", &flags)
            default: try object("register_id", .registerForeign, "register.unknown", "The store has no such register.", &flags)
            }
        }
        if let customer, world.row(CustomerRow.self, customer) == nil {
            try object("customer_id", .customerUnknown, "customer.unknown", "There is no such customer.", &flags)
        }
        guard moment.actor.kind != .staff else {
            guard staff == nil || staff == ID(moment.actor.id) else {
                throw SaleParties.refusal("staff_id", "staff.not-yourself", "Whoever sells by request sells in his own name.")
            }
            return ID(moment.actor.id)
        }
        if let staff {
            if let flag = oddity(of: world.row(StaffRow.self, staff)) {
                try object("staff_id", flag, "staff.unknown", "Nobody of this id works in the store.", &flags)
            }
        }
        return staff
    }

    private func oddity(of person: StaffRow?) -> SaleFlag? {
        guard let person else { return .staffUnknown }
        if !person.isActive { return .staffDismissed }
        return person.works(in: store) ? nil : .staffForeign
    }

    /// A fact is flagged; what is asked for is refused.
    private func object(
        _ field: String, _ flag: SaleFlag, _ code: String, _ words: String, _ flags: inout Set<SaleFlag>
    ) throws(Fault) {
        guard moment.isFact else { throw SaleParties.refusal(field, code, words) }
        flags.insert(flag)
    }

    private static func refusal(_ field: String, _ code: String, _ words: String) -> Fault {
        Fault(.unprocessable, code, words, fields: [.init(field: field, code: "not-allowed", message: words)])
    }
}
