import Access
import ArgumentParser
import Door
import Node
import Operations
import RetailCore

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Devices and the codes that enrol them: list them, end one.",
        subcommands: [List.self, Revoke.self, Codes.self, EndCode.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List devices: id, store, register, status, name.")
        @OptionGroup var chain: ChosenChain

        mutating func run() async throws {
            try await Administration.of(chain) { administration in
                try await administration.each(DeviceRow.self) {
                    say(columns("\($0.id)", "\($0.store)", "\($0.register)", $0.status.rawValue, $0.name))
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a device out of service, everywhere at once.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The device's id.") var id: String

        mutating func run() async throws {
            guard let device = ID<Device>(id) else { throw ValidationError("\(id) is no id; see: retail device list.") }
            try await Administration.of(chain) { administration in
                try await administration.run(RevokeDevice(device))
                try await administration.access.endSessions(of: ID(device), in: administration.tenant, why: "revoked")
                say("revoked \(device)")
            }
        }
    }

    struct Codes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List codes that can still be used: device id, store, expiry, name.")
        @OptionGroup var chain: ChosenChain

        mutating func run() async throws {
            try await Administration.of(chain) { administration in
                try await administration.each(EnrolmentRow.self, [.absent("used_at"), .ahead("expires_at")]) {
                    say(columns("\($0.device)", "\($0.store)", "\($0.expiresAt)", $0.title))
                }
            }
        }
    }

    struct EndCode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a code that was not used.")
        @OptionGroup var chain: ChosenChain
        @Argument(help: "The id of the device that it would make.") var id: String

        mutating func run() async throws {
            guard let device = ID<Device>(id) else { throw ValidationError("\(id) is no id; see: retail device codes.") }
            try await Administration.of(chain) { administration in
                try await administration.run(EndEnrolmentCode(device))
                say("ended \(device)")
            }
        }
    }
}
