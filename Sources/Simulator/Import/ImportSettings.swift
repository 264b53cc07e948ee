package import RetailCore

/// What an import of the Complete Journey is told.
package struct ImportSettings: Sendable {
    /// The folder with the CSV files of `scripts/complete-journey`; what is needed to go on is kept in it too, under `.state`.
    package var folder: String
    package var url: String
    package var tenant: String
    package var username: String
    package var password: Secret<String>
    /// How many tills are at work at once; each works strictly in order.
    package var tills: Int
    package var operationsPerPush: Int

    package init(
        folder: String, url: String, tenant: String, username: String, password: Secret<String>, tills: Int = 16,
        operationsPerPush: Int = 50
    ) {
        (self.folder, self.url, self.tenant, self.username, self.password) = (folder, url, tenant, username, password)
        (self.tills, self.operationsPerPush) = (max(1, tills), min(max(1, operationsPerPush), 500))
    }

    /// `https://host:8443/` → `host:8443`: what tells one server's state from another's.
    var host: String {
        var rest = url[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        return String(rest.prefix { $0 != "/" && $0 != "?" })
    }
}
