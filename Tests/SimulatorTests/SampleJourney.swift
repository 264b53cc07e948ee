import Glibc
import RetailCore
import Testing

@testable import Simulator

/// A made-up folder in the form of `scripts/complete-journey`: three stores, a product that is in no table, what real data brings.
final class SampleJourney: Sendable {
    let folder: String

    static let products = """
        product_id,manufacturer_id,department,brand,product_category,product_type,package_size
        1,2,GROCERY,National,FRZN ICE,"ICE - CRUSHED, CUBED",22 LB
        2,69,PASTRY,Private,BREAD,BREAD:ITALIAN/FRENCH,
        3,2,MISCELLANEOUS,National,,,

        """

    static let households = """
        household_id,age,income
        7,65+,35-49K
        8,,

        """

    /// 14 sales: a plain one; one with everything; nothing but a coupon's worth; a void scan; and ten in store 5.
    static let transactions: String = {
        var text = """
            store_id,transaction_timestamp,basket_id,product_id,household_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week
            2,2017-01-01 11:53:26,100,1,7,1,0.5,0.00,0.00,0.00,1
            2,2017-01-31 23:59:59,101,1,8,2,3.00,1.10,0.55,0.45,5
            2,2017-01-31 23:59:59,101,1,8,1,1.50,0.00,0.00,0.00,5
            2,2017-01-31 23:59:59,101,99,8,0,0.25,0.00,0.00,0.00,5
            4,2017-02-01 00:00:00,90,2,7,1,0.40,0.00,1.00,0.00,5
            4,2017-12-31 08:00:00,91,3,7,0,0.00,0.00,0.00,0.00,53

            """
        for number in 0..<10 {
            text += "5,2018-01-01 04:\(number + 10):20,\(200 + number),\(number % 3 + 1),7,\(number + 1),\(number).25,0.10,0.00,0.00,53\n"
            text += "5,2018-01-01 04:\(number + 10):20,\(200 + number),1,7,1,0.00,0.00,0.00,0.00,53\n"
        }
        return text
    }()

    init(transactions: String = SampleJourney.transactions) throws {
        var template = Array("/tmp/journey-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        try write("transactions.csv", transactions)
        try write("products.csv", SampleJourney.products)
        try write("households.csv", SampleJourney.households)
    }

    func write(_ name: String, _ text: String) throws {
        try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(name)", isDurable: false)
    }

    func file(_ text: String) throws -> FileBytes {
        try write("file.csv", text)
        return try FileBytes("\(folder)/file.csv")
    }

    func settings(tills: Int = 3, perPush: Int = 3) -> ImportSettings {
        ImportSettings(
            folder: folder, url: "http://shop.test:8080", tenant: "demo", username: "admin", password: Secret("a long password"),
            tills: tills,
            operationsPerPush: perPush)
    }

    /// Loses the tills' state, as a deleted folder would.
    func forgetState() {
        for store in [2, 4, 5] {
            unlink("\(folder)/.state/demo@shop.test:8080/\(store).device.json")
        }
    }

    deinit {
        removeTree(folder)
    }
}

/// What the test made, and nothing else: the folder is its own.
private func removeTree(_ path: String) {
    if let directory = opendir(path) {
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { removeTree("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    } else {
        unlink(path)
    }
}
