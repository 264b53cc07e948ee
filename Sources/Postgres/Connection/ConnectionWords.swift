import CPostgres
import Glibc
package import RetailCore

/// A connection string taken apart, for PostgreSQL's own programs: they are given it in the environment, which nobody else can read, as a
/// command line can be by everybody on the machine.
package struct ConnectionWords: Sendable {
    /// By libpq's keywords; what the string does not say is not there.
    package let values: [String: String]
    private let variables: [(name: String, value: String)]

    /// - Throws: `database.connection-string` (422) for what libpq can't read.
    package init(_ connection: Secret<String>) throws(Fault) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(connection.exposed, &message) else {
            // Libpq's own words quote the string, and so perhaps a password.
            PQfreemem(message)
            throw Fault(.unprocessable, "database.connection-string", "The connection string can't be read.")
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var variables: [(String, String)] = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                values[String(cString: keyword)] = String(cString: value)
                if let name = option.pointee.envvar { variables.append((String(cString: name), String(cString: value))) }
            }
            option += 1
        }
        (self.values, self.variables) = (values, variables)
    }

    /// `NAME=value`, over those of libpq's variables that this process has. What has no variable (keepalives and their kin) is left out.
    package var environment: [String] {
        var all: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let words = String(cString: text).split(separator: "=", maxSplits: 1).map(String.init)
            if words.count == 2, words[0].hasPrefix("PG"), !["PGDATA", "PGOPTIONS", "PGAPPNAME"].contains(words[0]) {
                all[words[0]] = words[1]
            }
            entry += 1
        }
        for (name, value) in variables { all[name] = value }
        return all.map { "\($0)=\($1)" }.sorted()
    }
}
