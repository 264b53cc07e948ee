import Catalog
import RetailCore

/// What `products.csv` says of the assortment: departments, their categories, and which product is in which.
///
/// Two levels: department, product category. The third (product type) becomes part of a product's name, for as a category most of
/// its 2,379 values would hold a handful of products.
struct JourneyCatalogue: Sendable {
    private(set) var categories: [NewCategory] = []
    private(set) var categoryOfProduct: [Int64: ID<RetailCore.Category>] = [:]
    private let table: CSVTable
    private let product, department, category, type, size, brand: Int

    /// Where the products go that were sold but stand in no table.
    static let unknownName = "Unknown"
    static var unknown: ID<RetailCore.Category> { JourneyNames.category(unknownName) }

    init(_ table: CSVTable) throws(Fault) {
        self.table = table
        product = try table.column("product_id")
        department = try table.column("department")
        category = try table.column("product_category")
        type = try table.column("product_type")
        size = try table.column("package_size")
        brand = try table.column("brand")

        var departments: [NewCategory] = []
        var children: [NewCategory] = []
        var seen: Set<ID<RetailCore.Category>> = []
        var reader = table.reader()
        var record = CSVRecord()
        while try reader.next(&record) {
            try table.check(record)
            let place = self.place(record)
            if seen.insert(place.department).inserted {
                departments.append(NewCategory(id: place.department, name: record.text(department), parent: nil))
            }
            if let child = place.category, seen.insert(child).inserted {
                children.append(NewCategory(id: child, name: record.text(category), parent: place.department))
            }
            categoryOfProduct[try number(record)] = place.category ?? place.department
        }
        departments.append(NewCategory(id: JourneyCatalogue.unknown, name: JourneyCatalogue.unknownName, parent: nil))
        // Parents before children: that is the order in which they can be made.
        categories = departments + children
    }

    /// The products of the table, then those that were sold without standing in it, in parts of at most `limit`.
    func forEachPart(sold: some Sequence<Int64>, limit: Int, _ body: ([NewProduct]) async throws(Fault) -> Void) async throws(Fault) {
        var part: [NewProduct] = []
        var reader = table.reader()
        var record = CSVRecord()
        while try reader.next(&record) {
            part.append(try newProduct(record))
            guard part.count == limit else { continue }
            try await body(part)
            part.removeAll(keepingCapacity: true)
        }
        for number in sold.filter({ categoryOfProduct[$0] == nil }).sorted() {
            part.append(
                NewProduct(
                    id: JourneyNames.product(number), sku: String(number), name: "Product \(number)", brand: "",
                    category: JourneyCatalogue.unknown))
            guard part.count == limit else { continue }
            try await body(part)
            part.removeAll(keepingCapacity: true)
        }
        if !part.isEmpty { try await body(part) }
    }

    private func newProduct(_ record: CSVRecord) throws(Fault) -> NewProduct {
        let number = try number(record)
        let place = place(record)
        let kind = [record.text(type), record.text(category)].first { !$0.isEmpty } ?? "Product \(number)"
        let name = record[size].isEmpty ? kind : "\(kind) \(record.text(size))"
        return NewProduct(
            id: JourneyNames.product(number), sku: String(number), name: name, brand: record.text(brand),
            category: place.category ?? place.department)
    }

    private func place(_ record: CSVRecord) -> (department: ID<RetailCore.Category>, category: ID<RetailCore.Category>?) {
        let parent = record.text(department)
        let child = record[category].isEmpty ? nil : JourneyNames.category("\(parent) > \(record.text(category))")
        return (JourneyNames.category(parent), child)
    }

    private func number(_ record: CSVRecord) throws(Fault) -> Int64 {
        guard let number = ExactDecimal.integer(record[product]) else { throw table.unreadable(record, product) }
        return number
    }
}
