import Foundation

extension Stage {
    /// The tokens of 32 tills serve all sockets: a device may have several, and enrolling 10,000 would take longer than the rest.
    func connectDevices() throws -> Helper {
        say("    connecting \(options.sockets) sockets")
        let helper = try Helper(["sockets", "\(server.port)", "\(options.sockets)"], lines: shop.tills.map(\.token) + [""])
        guard try helper.line().first == "ready" else { throw Trouble("the sockets are not ready") }
        return helper
    }

    /// P4 and P5.
    func measureLive(_ names: Set<String>) throws {
        say("P4, P5: live sockets")
        let before = Proc.residentKiB(server.pid)
        let devices = try connectDevices()
        defer { devices.stop() }
        // Let what only the connecting needed go.
        sleep(3)
        let perSocket = (Proc.residentKiB(server.pid) - before) / Double(options.sockets)
        if names.contains("P5") {
            add(
                Figure(
                    name: "P5", what: "server's memory per idle socket of \(options.sockets)", unit: "KiB", value: perSocket, limit: 8,
                    target: .atMost(1)))
        }
        guard names.contains("P4") else { return }
        var (times, size, cpu) = ([Double](), 200, [(Double, Double)]())
        for round in 0..<max(5, options.runs) {
            let cpuBefore = server.cpu
            let started = nanoseconds()
            try shop.call("POST", "/v1/prices", "{\"product_id\":\"\(shop.products[0])\",\"unit_price_minor\":\(Shop.priceMinor)}")
            let line = try devices.line()
            guard line.count == 4, let at = UInt64(line[2]) else { throw Trouble("the sockets said \(line)") }
            // The first warms both sides up.
            if round > 0 { times.append(Double(at - started) / 1e6) }
            size = Int(line[3]) ?? size
            usleep(300_000)
            let cpuAfter = server.cpu
            cpu.append((cpuAfter.server - cpuBefore.server, cpuAfter.postgres - cpuBefore.postgres))
        }
        devices.stop()
        let limit = try rawWrites(size: size)
        add(
            Figure(
                name: "P4", what: "price change → last of \(options.sockets) devices", unit: "ms", value: median(times), limit: limit,
                target: .atMost(1.5),
                serverMicroseconds: median(cpu.map(\.0)) / Double(options.sockets),
                postgresMicroseconds: median(cpu.map(\.1)) / Double(options.sockets),
                note: "frames of \(size) bytes; CPU per device"))
    }

    private func rawWrites(size: Int) throws -> Double {
        let port = options.port + 1
        let writer = try Helper(["writer", "\(port)", "\(options.sockets)"])
        defer { writer.stop() }
        _ = try writer.line()
        let devices = try Helper(["sockets", "\(port)", "\(options.sockets)"], lines: ["none", ""])
        defer { devices.stop() }
        guard try devices.line().first == "ready" else { throw Trouble("the raw sockets are not ready") }
        sleep(1)
        var times: [Double] = []
        for round in 0..<max(5, options.runs) {
            let started = nanoseconds()
            try writer.say("\(size)")
            let line = try devices.line()
            guard line.count == 4, let at = UInt64(line[2]) else { throw Trouble("the sockets said \(line)") }
            if round > 0 { times.append(Double(at - started) / 1e6) }
            usleep(300_000)
        }
        return median(times)
    }
}
