import Foundation

struct Options: Sendable {
    var program = ".build/release/retail"
    var folder = ""
    var names: [String] = []
    var seconds = 5.0
    var runs = 3
    var port = 18_480
    var journey: String?
    var rows = 300_000
    var tenants = 1000
    var sockets = 10_000
    /// Another checkout's program, to measure this one's against.
    var against: String?
    var pairs = 15
}

/// One server and one shop, made when first needed and used by every measurement.
final class Stage {
    let options: Options
    let server: Server
    let process: Process
    let shop: Shop
    private let knownLimits: Limits?
    let sequences: [PushWork.Sequence]
    private(set) var figures: [Figure] = []
    /// What later measurements compare with.
    var saleRate: Measured?
    var pushLimit: Double?

    init(_ options: Options, needsLimits: Bool = true) throws {
        self.options = options
        say("starting a server of our own")
        (server, process) = try Server.start(options.program, folder: options.folder + "/data", port: options.port)
        say("making a shop: \(Limits.stores) stores, \(Shop.goods) products")
        shop = try Shop(server, stores: Limits.stores)
        sequences = shop.tills.map { _ in PushWork.Sequence() }
        // One sale, for the limits to copy its texts.
        let first = try Connection(port: server.port)
        var work = SaleWork(shop.tills[0], shop.products, seed: 999)
        try first.exchange(work.request())
        guard first.status == 201 else { throw Trouble("the first sale was refused: \(first.text)") }
        knownLimits = needsLimits ? try Limits(server, program: options.program) : nil
    }

    var limits: Limits {
        get throws {
            guard let knownLimits else { throw Trouble("the limits were not prepared") }
            return knownLimits
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    func add(_ figure: Figure) {
        figures.append(figure)
        say(Figure.heading)
        say(figure.row)
    }

    /// Runs that belong together, one after another, so that what else the machine does hits all of them.
    func alternate(_ bodies: [() throws -> Measured]) throws -> [[Measured]] {
        var results: [[Measured]] = bodies.map { _ in [] }
        for _ in 0..<options.runs { for (index, body) in bodies.enumerated() { results[index].append(try body()) } }
        return results
    }

    /// Sales by single requests, 64 connections, spread over so many stores.
    func sales(stores: Int, rate: Double? = nil) throws -> Measured {
        let (tills, products) = (shop.tills, shop.products)
        return try load(server, connections: 64, seconds: options.seconds, rate: rate) { SaleWork(tills[$0 % stores], products, seed: $0) }
    }

    /// Pushes of 50 sales by 32 tills, each in a store of its own.
    func pushes() throws -> Measured {
        let (tills, products, sequences) = (shop.tills, shop.products, sequences)
        return try load(server, connections: 32, seconds: options.seconds) {
            PushWork(tills[$0], products, seed: $0, count: 50, sequences[$0])
        }
    }

    /// The same requests again and again, 64 connections.
    func same(_ requests: [[UInt8]]) throws -> Measured {
        try load(server, connections: 64, seconds: options.seconds) { SameWork(bytes: requests[$0 % requests.count]) }
    }
}

extension [Measured] {
    /// The run whose rate is the median's.
    var middle: Measured { sorted { $0.rate < $1.rate }[count / 2] }
}
