// swift-tools-version: 6.2
import PackageDescription

/// scripts/fuzz names libFuzzer's runtime here: then our code is built with its coverage, and the fuzz targets are there at all.
let fuzzer = Context.environment["RETAIL_FUZZ"]

/// The house, from the cellar up: a target may import only what stands above it in this list (ARCHITECTURE.md has the map).
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
        // The world of rows is generic and crosses rooms: unspecialised, half of a sale's CPU went into type metadata.
        .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    ] + (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])])

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: settings)
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Logging", package: "swift-log"),
]

let package = Package(
    name: "retail",
    // 128-bit integers need these, where a till takes the core along.
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [.executable(name: "retail-bench", targets: ["Bench"]), .library(name: "RetailCore", targets: ["RetailCore"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    targets: [
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),

        // Pure: no I/O, no clock, no randomness; the same code runs on tills, in the simulator and on the server.
        room("RetailCore", [.product(name: "Crypto", package: "swift-crypto")]),
        room("JSON", ["RetailCore"]),
        room("TradeJSON", ["RetailCore", "JSON"]),
        room("Explain", ["RetailCore", "JSON", "TradeJSON"]),
        room("Vectors", ["RetailCore", "JSON", "TradeJSON"]),
        room("SyncProtocol", ["RetailCore", "JSON"]),
        room("Operations", ["RetailCore", "JSON", "SyncProtocol"]),
        room("Chain", ["RetailCore", "JSON", "Operations"]),
        room("Catalog", ["RetailCore", "JSON", "Operations", "Chain"]),
        room("Stock", ["RetailCore", "JSON", "Operations", "Chain", "Catalog"]),
        room("Customers", ["RetailCore", "JSON", "Operations", "Chain"]),
        room("Sales", ["RetailCore", "JSON", "Operations", "Chain", "Catalog", "Stock", "Customers"]),

        // The server's own.
        room("Secrets", ["RetailCore", "CCrypto", "CArgon2"]),
        room("Postgres", ["RetailCore", "CPostgres", .product(name: "Logging", package: "swift-log")]),
        room("Cluster", ["RetailCore", "CSpawn"]),
        room(
            "Access",
            [
                "RetailCore", "JSON", "SyncProtocol", "Operations", "Chain", "Postgres", "Secrets",
                .product(name: "Logging", package: "swift-log"),
            ]),
        room(
            "Door",
            [
                "RetailCore", "JSON", "SyncProtocol", "Operations", "Postgres", "Access", "Secrets",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ]),
        room(
            "Sync",
            [
                "RetailCore", "JSON", "SyncProtocol", "Operations", "Postgres", "Access", "Door",
                .product(name: "Logging", package: "swift-log"),
            ]),
        room("Reports", ["RetailCore", "JSON", "Operations", "Postgres", "Access", "Door"]),
        room("Backup", ["RetailCore", "JSON", "Operations", "Secrets", "Postgres", "Cluster", "Access", "Door", "Reports"]),
        room(
            "Web",
            [
                "RetailCore", "JSON", "CZlib", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
            ] + nio),
        room(
            "API",
            [
                "RetailCore", "JSON", "SyncProtocol", "Operations", "Chain", "Catalog", "Stock", "Customers", "Sales", "Access", "Door",
                "Sync", "Reports", "Web", "Postgres",
            ]),
        room(
            "Node",
            [
                "RetailCore", "Operations", "Secrets", "Postgres", "Access", "Door", "Sync", "Web", "API",
                .product(name: "Logging", package: "swift-log"),
            ]),
        room("Simulator", ["RetailCore", "JSON", "SyncProtocol", "Operations", "Chain", "Catalog", "Stock", "Customers", "Sales", "Web"]),
        .executableTarget(
            name: "retail",
            dependencies: [
                "Node", "API", "Web", "Sync", "Door", "Access", "Reports", "Backup", "Postgres", "Secrets", "Cluster", "Simulator",
                "RetailCore",
                "JSON", "TradeJSON", "Explain", "Vectors", "SyncProtocol", "Operations", "Chain", "Catalog", "Stock",
                "Customers", "Sales",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        // The measurements of scripts/bench: needs next to nothing of the above, so that it builds in seconds and costs next to no CPU.
        .executableTarget(name: "Bench", dependencies: ["RetailCore"], swiftSettings: settings),

        // What several test targets need, and nothing else does.
        .target(
            name: "TestSupport", dependencies: ["RetailCore", "JSON", "Cluster", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests("Tidy", ["TestSupport"]),
        tests("RetailCore", ["TestSupport", "RetailCore"]),
        tests(
            "JSON", ["TestSupport", "RetailCore", "JSON", "SyncProtocol", "Operations", "Catalog", "Customers", "Stock", "Sales", "Chain"]),
        tests("Explain", ["TestSupport", "RetailCore", "JSON", "TradeJSON", "Explain"]),
        tests("Vectors", ["TestSupport", "RetailCore", "JSON", "TradeJSON", "Vectors"]),
        tests("Operations", ["TestSupport", "RetailCore", "JSON", "Operations"]),
        tests("Trade", ["TestSupport", "RetailCore", "JSON", "Operations", "Chain", "Catalog", "Stock", "Customers", "Sales"]),
        tests("Secrets", ["Secrets", "RetailCore"]),
        tests("Cluster", ["TestSupport", "Cluster", "RetailCore"]),
        tests("Postgres", ["TestSupport", "Postgres", "RetailCore", .product(name: "Logging", package: "swift-log")]),
        tests("Simulator", ["RetailCore", "JSON", "SyncProtocol", "Operations", "Catalog", "Customers", "Sales", "Simulator"]),
        tests("Web", ["TestSupport", "Web", "JSON", "RetailCore", "CZlib"] + nio),
        tests("API", ["TestSupport", "API", "RetailCore", "JSON", "Operations"]),
        tests(
            "Node",
            [
                "TestSupport", "Node", "API", "Access", "Door", "Sync", "Web", "Postgres", "Operations", "JSON", "SyncProtocol",
                "RetailCore", "Chain", "Catalog", "Stock", "Sales", "Customers", "Simulator", "Secrets", "Backup", "Cluster", "CSpawn",
                .product(name: "Logging", package: "swift-log"),
            ]),
    ]
)

if let fuzzer {
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "Web", "JSON", "SyncProtocol", "Operations", "Access", "Chain", "Catalog", "Stock", "Customers", "Sales", "RetailCore",
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + nio,
            path: "Fuzz/Sources", swiftSettings: settings, linkerSettings: [.unsafeFlags([fuzzer, "-lstdc++"])]))
}
