import Access
package import Door
package import JSON
package import Postgres
import Reports
package import RetailCore
import Secrets

/// Everything about a server that can be proved: its books, its audit trails, everybody's rights, and that what a back-up had is there.
package struct Verification: Sendable {
    /// One thing that was looked at.
    package struct Check: WireObject {
        package static var wireName: String { "VerifiedCheck" }
        /// books, audit, rights, back-up.
        package var area: String
        package var what: String
        package var isSound: Bool
        /// How much was looked at; what is wrong, if anything is.
        package var words: String

        init(_ area: String, _ what: String, _ isSound: Bool, _ words: String) {
            self.area = area
            self.what = what
            self.isSound = isSound
            self.words = words
        }

        package init(_ fields: inout Fields) throws(Fault) {
            area = try fields.required("area")
            what = try fields.required("what")
            isSound = try fields.required("ok")
            words = try fields.required("detail")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("area", area)
            writer.member("what", what)
            writer.member("ok", isSound)
            writer.member("detail", words)
        }
    }

    package struct Chain: Sendable {
        /// The short name; empty for what all chains share.
        package var slug: String
        package var checks: [Check]
    }

    private let database: Database
    private let node: String
    private let audit: AuditVerification
    private let manifest: BackupManifest?

    /// - Parameters:
    ///   - node: the name of the log-in that nodes use.
    ///   - manifest: of the back-up that must be in it.
    package init(_ database: Database, node: String, audit: AuditVerification, against manifest: BackupManifest?) {
        self.database = database
        self.node = node
        self.audit = audit
        self.manifest = manifest
    }

    /// Chain by chain, each told when it is done.
    ///
    /// - Parameter only: one chain, by its short name; nil: all.
    /// - Throws: `tenant.unknown` (404); what reading the registry throws.
    package func run(only: String? = nil, _ told: (Chain) -> Void) async throws(Fault) {
        let rights = try await RightsProof.run(database, node: node)
        if only == nil {
            var shared = Chain(slug: "", checks: [rightsCheck("the registry", rights.filter { $0.chain.isEmpty })])
            shared.checks += try await missingChains()
            told(shared)
        }
        let roll = try await TenantRoll.read(database).filter { only == nil || $0.slug == only }
        if let only, roll.isEmpty { throw Fault(.missing, "tenant.unknown", "There is no chain \(only).") }
        for entry in roll {
            var chain = Chain(slug: entry.slug, checks: [])
            do throws(Fault) {
                let tenant = try await TenantRoll.open(entry, database)
                chain.checks += try await books(tenant)
                chain.checks.append(try await trail(tenant))
                chain.checks += try await against(tenant, entry)
            } catch {
                chain.checks.append(Check("books", "can be read", false, "\(error.detail) (\(error.code))"))
            }
            chain.checks.append(rightsCheck("roles, grants, owners", rights.filter { $0.chain == entry.slug }))
            told(chain)
        }
    }

    private func books(_ tenant: TenantContext) async throws(Fault) -> [Check] {
        try await database.read(Proof(), in: tenant.scope).map { check in
            Check("books", check.name, check.mismatches == 0, "\(check.checked) looked at, \(check.mismatches) wrong")
        }
    }

    private func trail(_ tenant: TenantContext) async throws(Fault) -> Check {
        let report = try await audit.run(tenant)
        let findings = report.findings.map { finding in
            "\(finding.kind.rawValue)\(finding.chain.map { " chain \($0)" } ?? "") \(finding.number)"
        }
        let looked = "\(report.rows) rows in \(report.chains) chains, \(report.seals) seals"
        return Check("audit", "rows, chains, seals", findings.isEmpty, ([looked] + findings.prefix(10)).joined(separator: "; "))
    }

    private func rightsCheck(_ what: String, _ findings: [RightsProof.Finding]) -> Check {
        Check(
            "rights", what, findings.isEmpty,
            findings.isEmpty
                ? "nothing missing" : (findings.map(\.words) + ["retail migrate gives what can be given"]).joined(separator: "; "))
    }

    // MARK: - Against a back-up

    private func missingChains() async throws(Fault) -> [Check] {
        guard let manifest else { return [] }
        let there = Set(try await TenantRoll.read(database).map(\.id))
        let missing = manifest.chains.filter { !there.contains($0.id) }.map(\.slug)
        let registry = try await TenantRoll.registryMigration(database)
        return [
            Check(
                "back-up", "chains", missing.isEmpty,
                missing.isEmpty ? "\(manifest.chains.count) there" : "missing: \(missing.joined(separator: ", "))"),
            Check(
                "back-up", "registry's migration", registry >= manifest.registryMigration, "\(registry), then \(manifest.registryMigration)"
            ),
        ]
    }

    private func against(_ tenant: TenantContext, _ entry: TenantRoll.Entry) async throws(Fault) -> [Check] {
        guard let then = manifest?.chains.first(where: { $0.id == tenant.id }) else { return [] }
        guard let before = then.counts else { return [Check("back-up", "counts", true, "none were taken: \(then.fault ?? "")")] }
        guard let now = try await database.read(ChainCounts(), in: tenant.scope).first?.counts else { return [] }
        var checks = [
            ("sales", now.sales, before.sales), ("operations", now.operations, before.operations),
            ("stock movements", now.stockMovements, before.stockMovements), ("audit rows", now.auditRows, before.auditRows),
            ("migration", entry.migration, then.migration),
        ].map { Check("back-up", $0.0, $0.1 >= $0.2, "\($0.1), then \($0.2)") }
        let heads = Dictionary(now.heads.map { ($0.stream, $0.position) }) { first, _ in first }
        let behind = before.heads.filter { heads[$0.stream] ?? -1 < $0.position }
        checks.append(
            Check(
                "back-up", "heads of streams", behind.isEmpty,
                behind.isEmpty
                    ? "\(before.heads.count) there"
                    : "behind: "
                        + behind.prefix(10).map { "\($0.stream) \(heads[$0.stream] ?? 0), then \($0.position)" }.joined(separator: ", ")))
        if let seal = then.seal {
            let stored = try await database.read(ReadSeals(after: seal - 1), in: tenant.scope).first
            let isSame = stored?.number == seal && stored.map { Hexadecimal.text($0.hash) } == then.sealHash
            checks.append(
                Check(
                    "back-up", "last seal of the trail", isSame,
                    isSame ? "seal \(seal) is as it was" : "seal \(seal) is not there, or another"))
        }
        return checks
    }
}
