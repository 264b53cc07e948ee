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

struct EnrolmentCodeRequest: WireObject {
    var store: ID<Store>
    var register: ID<Register>
    var name: String

    init(_ fields: inout Fields) throws(Fault) {
        store = try fields.required("store_id")
        register = try fields.required("register_id", .none, "Where the device will stand.")
        name = try fields.required("name", .length(1...100))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("store_id", store)
        writer.member("register_id", register)
        writer.member("name", name)
    }
}

struct EnrolmentCodeAnswer: WireObject {
    var code: Secret<String>
    var device: ID<Device>
    var expiresAt: Instant

    init(code: Secret<String>, device: ID<Device>, expiresAt: Instant) {
        (self.code, self.device, self.expiresAt) = (code, device, expiresAt)
    }

    init(_ fields: inout Fields) throws(Fault) {
        code = Secret(try fields.required("code", .none, "To be typed in at the device; works once."))
        device = try fields.required("device_id")
        expiresAt = try fields.required("expires_at")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("code", code.exposed)
        writer.member("device_id", device)
        writer.member("expires_at", expiresAt)
    }
}

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
        streams = [StreamName.catalog, .store(store), .customers(home: store), .device(device)].map(\.description)
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

struct KeyRequest: WireObject {
    var name: String
    var role: String
    var stores: [ID<Store>]

    init(_ fields: inout Fields) throws(Fault) {
        name = try fields.required("name", .length(1...100))
        role = try fields.required("role", default: "integration", .length(1...60))
        stores = try fields.required("store_ids", default: [], .count(0...1000), "Empty: every store.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("role", role)
        writer.member("store_ids", stores)
    }
}

extension Services {
    var deviceEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/devices/enrolment-codes", tag: "Devices", summary: "A code that enrols one device, once, within an hour",
                access: Permission.deviceEnrol.rawValue,
                body: EnrolmentCodeRequest.self, answer: EnrolmentCodeAnswer.self, status: 201, faults: ["register.unknown"]
            ) { (call, request) async throws(Fault) -> EnrolmentCodeAnswer in
                let grant = try await grant(call, EnrolDevices.self, in: request.store)
                let made = try await access.enrolmentCode(grant, register: request.register, name: request.name)
                note(grant.tenant, grant.actor.id, "device.code", "answered", made.device.description, call)
                return EnrolmentCodeAnswer(code: made.code.text, device: made.device, expiresAt: made.expiresAt)
            },
            Endpoint(
                .post, "/v1/devices/enrol", tag: "Devices", summary: "Turn a code into a device with a token of its own", access: "public",
                body: EnrolRequest.self,
                answer: EnrolAnswer.self, status: 201, faults: ["device.code-invalid"]
            ) { (call, request) async throws(Fault) -> EnrolAnswer in
                let enrolled = try await access.enrol(tenant: request.tenant, code: request.code)
                note(enrolled.tenant, ID(enrolled.device), "device.enrol", "answered", nil, call)
                return EnrolAnswer(enrolled)
            },
            Endpoint(
                .post, "/v1/devices/{device_id}/revoke", tag: "Devices", summary: "Take a device out of service, everywhere at once",
                access: RevokeDevice.needs.rawValue,
                answers: [], status: 204, faults: ["device.unknown"],
                reply: { call async throws(Fault) -> Reply in
                    let session = try await session(call)
                    let device: ID<Device> = try call.id("device_id")
                    _ = try await run(RevokeDevice(device), call, as: session)
                    try await access.endSessions(of: ID(device), in: session.tenant)
                    return .empty(204)
                }),
            Endpoint(
                .post, "/v1/api-keys", tag: "Access", summary: "A key for a program; shown once", access: Permission.apiKeyEdit.rawValue,
                body: KeyRequest.self,
                answers: [
                    .json(AnswerSchema.object("APIKey", ("id", AnswerSchema.id, true), ("token", .string(format: nil, length: nil), true)))
                ], status: 201,
                faults: ["api-key.name-taken", "staff.unknown-role"],
                reply: { (call, request) async throws(Fault) -> Reply in
                    let grant = try await grant(call, EditKeys.self)
                    let made = try await access.makeKey(grant, name: request.name, role: request.role, stores: request.stores)
                    note(grant.tenant, grant.actor.id, "api_key.create", "answered", made.id.description, call)
                    var writer = JSONWriter()
                    writer.object {
                        $0.member("id", made.id)
                        $0.member("token", made.token.text.exposed)
                    }
                    return .json(bytes: writer.bytes, status: 201)
                }),
            Endpoint(
                .delete, "/v1/api-keys/{key_id}", tag: "Access", summary: "Revoke a key", access: Permission.apiKeyEdit.rawValue,
                answers: [], status: 204,
                faults: ["api-key.unknown"],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, EditKeys.self)
                    try await access.revokeKey(grant, try call.id("key_id"))
                    note(grant.tenant, grant.actor.id, "api_key.revoke", "answered", try call.parameter("key_id"), call)
                    return .empty(204)
                }),
        ]
    }
}
