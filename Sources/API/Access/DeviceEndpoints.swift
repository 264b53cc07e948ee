import Access
import Door
import JSON
import Operations
import Postgres
import RetailCore
import Secrets
import Sync
import SyncProtocol
import Web

enum ReadCodes: Needing { static let needs = Permission.deviceEnrol }
enum ReadDevices: Needing { static let needs = Permission.syncStatus }

struct EnrolRequest: WireObject {
    var tenant: String
    var code: String

    init(_ fields: inout Fields) throws(Fault) {
        tenant = try fields.required("tenant", .length(1...60))
        code = try fields.required("code", .length(8...12))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("tenant", tenant)
        writer.member("code", code)
    }
}

struct EnrolAnswer: WireObject {
    var device: ID<Device>
    var store: ID<Store>
    var register: ID<Register>
    var token: Secret<String>
    var epoch: ID<Epoch>
    var streams: [String]

    init(_ enrolled: EnrolledDevice) {
        (device, store, register, token, epoch) = (
            enrolled.device, enrolled.store, enrolled.register, enrolled.token.text, enrolled.tenant.epoch
        )
        streams = StreamName.scope(of: device, in: store).map(\.description)
    }

    init(_ fields: inout Fields) throws(Fault) {
        device = try fields.required("device_id")
        store = try fields.required("store_id")
        register = try fields.required("register_id")
        token = Secret(try fields.required("token", .none, "The device's own; shown once."))
        epoch = try fields.required("epoch")
        streams = try fields.required("streams", .none, "What the device follows.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("device_id", device)
        writer.member("store_id", store)
        writer.member("register_id", register)
        writer.member("token", token.exposed)
        writer.member("epoch", epoch)
        writer.member("streams", streams)
    }
}

extension Services {
    private static let madeCode = Schema.object(
        "MadeEnrolmentCode",
        EnrolmentRow.itemProperties + [.field("code", String.self, "To be typed in at the device; works once.")])

    var deviceEndpoints: [Endpoint] {
        [
            makeCode,
            list("/v1/devices/enrolment-codes", tag: "Devices", "Codes that can still be used", EnrolmentRow.self, ReadCodes.self) {
                _, grant in
                [.absent("used_at"), .ahead("expires_at")] + (grant.visibleStores.map { [.stores("store_id", $0)] } ?? [])
            },
            Endpoint(
                running: EndEnrolmentCode.self, .delete, "/v1/devices/enrolment-codes/{device_id}", tag: "Devices",
                "End a code that was not used", answersNothing: true,
                reply: { call async throws(Fault) -> Reply in
                    Services.done(try await run(EndEnrolmentCode(try call.id("device_id")), call))
                }
            ),
            list(
                "/v1/devices", tag: "Devices", "Devices, those that were revoked too", DeviceRow.self, ReadDevices.self,
                query: [.id("store_id")]
            ) {
                call, grant throws(Fault) in
                let store: ID<Never>? = try call.query.id("store_id")
                return (grant.visibleStores.map { [.stores("store_id", $0)] } ?? []) + (store.map { [.id("store_id", $0)] } ?? [])
            },
            Endpoint(
                .post, "/v1/devices/enrol", tag: "Devices",
                summary: "Turn a code into a device with a token of its own; again until the token is used", access: "public",
                body: EnrolRequest.self,
                answer: EnrolAnswer.self, status: 201, faults: ["device.code-invalid", "access.too-many-tries"]
            ) { (call, request) async throws(Fault) -> EnrolAnswer in
                let enrolled: EnrolledDevice
                do throws(Fault) {
                    enrolled = try await access.enrol(tenant: request.tenant, code: request.code, address: call.remoteAddress)
                } catch {
                    if let tenant = try? await access.directory.tenant(slug: request.tenant) {
                        countRefusal(tenant, ID.none, "device.enrol", error.code, call)
                    }
                    throw error
                }
                note(enrolled.tenant, ID(enrolled.device), "device.enrol", "answered", nil, call)
                return EnrolAnswer(enrolled)
            },
            Endpoint(
                running: RevokeDevice.self, .post, "/v1/devices/{device_id}/revoke", tag: "Devices",
                "Take a device out of service, everywhere at once", answersNothing: true,
                reply: { call async throws(Fault) -> Reply in
                    let session = try await session(call)
                    let device: ID<Device> = try call.id("device_id")
                    let answer = try await run(RevokeDevice(device), call, as: session)
                    try await access.endSessions(of: ID(device), in: session.tenant, why: "revoked")
                    return Services.done(answer)
                }
            ),
        ]
    }

    private var makeCode: Endpoint {
        Endpoint(
            running: CreateEnrolmentCode.self, .post, "/v1/devices/enrolment-codes", tag: "Devices",
            "A code that enrols one device, once, within an hour", body: CreateEnrolmentCode.self, answer: Services.madeCode, status: 201,
            faults: ["device.code-gone"],
            reply: { (call, operation) async throws(Fault) -> Reply in
                let session = try await session(call)
                let (secret, nonce) = (try DerivedSecret(call), DerivedSecret.nonce())
                var operation = operation
                operation.prepared = CreateEnrolmentCode.Prepared(digest: secret.code(nonce: nonce).digest.bytes, nonce: nonce)
                let answer = try await run(operation, call, as: session)
                let code = try await access.code(for: try Services.id("device_id", of: answer), secret, in: session.tenant)
                return Services.reply(answer, showing: "code", code.text)
            }
        )
    }
}
