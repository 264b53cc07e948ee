import RetailCore

/// The folder that `scripts/complete-journey` fills.
struct JourneyFolder: Sendable {
    let path: String
    let transactions: FileBytes
    let products: FileBytes
    let households: FileBytes

    /// - Throws: `import.no-data` that says how to get it.
    init(_ path: String) throws(Fault) {
        self.path = path
        do {
            transactions = try FileBytes("\(path)/transactions.csv")
            products = try FileBytes("\(path)/products.csv")
            households = try FileBytes("\(path)/households.csv")
        } catch {
            throw Fault(.missing, "import.no-data", "\(error.detail) Get the data with: scripts/complete-journey \(path)")
        }
    }

    /// Where the simulated tills of one chain on one server keep what they need to go on.
    func stateFolder(tenant: String, host: String) -> String {
        "\(path)/.state/\(JourneyFolder.plain(tenant))@\(JourneyFolder.plain(host))"
    }

    /// Nothing that means anything in a path.
    private static func plain(_ name: String) -> String {
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:".contains($0)) || $0 == "." ? $0 : "_" })
        return plain.allSatisfy { $0 == "." } ? "_" : plain
    }
}
