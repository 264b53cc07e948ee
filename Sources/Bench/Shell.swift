import Foundation
import Glibc

struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Progress, on standard error: standard output is the table's.
func say(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func wait(until moment: UInt64) {
    var time = timespec(tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted.count % 2 == 1 ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
}

/// A program that has been started.
func launch(_ program: String, _ arguments: [String], environment: [String: String] = [:], output: String) throws -> Process {
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    guard let log = FileHandle(forWritingAtPath: output) else { throw Trouble("can't write \(output)") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    // By this, and by the file with its number, scripts/bench finds it should we be killed.
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging(["RETAIL_BENCH": output]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = log
    process.standardError = log
    try process.run()
    try "\(process.processIdentifier)\n".write(toFile: output + ".pid", atomically: true, encoding: .utf8)
    return process
}

/// What a program printed; it must succeed.
@discardableResult
func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    guard process.terminationStatus == 0 else { throw Trouble("\(program) \(arguments.prefix(4)) failed: \(text.suffix(1500))") }
    return text
}
