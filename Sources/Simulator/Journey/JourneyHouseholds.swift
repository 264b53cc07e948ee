import Customers
import RetailCore

/// `households.csv` as customers: a number and what it stands for. The data has no names, and the traits it has of a third of
/// them (age, income, …) have no place in a till.
enum JourneyHouseholds {
    static func customers(_ table: CSVTable) throws(Fault) -> [NewCustomer] {
        let household = try table.column("household_id")
        var customers: [NewCustomer] = []
        var reader = table.reader()
        var record = CSVRecord()
        while try reader.next(&record) {
            try table.check(record)
            guard let number = ExactDecimal.integer(record[household]) else { throw table.unreadable(record, household) }
            customers.append(NewCustomer(id: JourneyNames.customer(household: number), code: String(number), name: "Household \(number)"))
        }
        return customers
    }
}
