import Door
import JSON
import Operations
import RetailCore

extension AuditFinding.Kind: WireEnum {}

/// Whether the trail is whole, and where it is not.
struct AuditVerdict: WireObject {
    struct Finding: WireObject {
        static var wireName: String { "AuditFinding" }
        var kind: AuditFinding.Kind
        var chain: ID<AuditChain>?
        var number: Int64

        init(_ finding: AuditFinding) { (kind, chain, number) = (finding.kind, finding.chain, finding.number) }

        init(_ fields: inout Fields) throws(Fault) {
            kind = try fields.required("kind")
            chain = try fields.optional("chain", .none, "Left out: it is a seal.")
            number = try fields.required("number", .none, "Of the row in its chain, or of the seal.")
        }

        func members(_ writer: inout JSONWriter) {
            writer.member("kind", kind)
            writer.member("chain", chain)
            writer.member("number", number)
        }
    }

    var isIntact: Bool
    var chains: Int64
    var rows: Int64
    var seals: Int64
    var sealedAt: Instant?
    var keyID: String
    var findings: [Finding]

    init(_ report: AuditReport, keyID: String) {
        isIntact = report.findings.isEmpty
        (chains, rows, seals, sealedAt) = (report.chains, report.rows, report.seals, report.sealedAt)
        self.keyID = keyID
        findings = report.findings.map { Finding($0) }
    }

    init(_ fields: inout Fields) throws(Fault) {
        isIntact = try fields.required("intact")
        chains = try fields.required("chains")
        rows = try fields.required("rows")
        seals = try fields.required("seals", .none, "0 where they were not looked at: for one chain alone.")
        sealedAt = try fields.optional("sealed_at", .none, "When the last seal was made; what came later hangs on its chain alone.")
        keyID = try fields.required("key_id", .none, "The key that this node signs with; `retail audit key` prints the public key.")
        findings = try fields.required("findings", .none, "What does not hold; of very many the first hundred.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("intact", isIntact)
        writer.member("chains", chains)
        writer.member("rows", rows)
        writer.member("seals", seals)
        writer.member("sealed_at", sealedAt)
        writer.member("key_id", keyID)
        writer.member("findings", findings)
    }
}
