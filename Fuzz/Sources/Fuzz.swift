import Glibc

/// libFuzzer's loop (llvm.org/docs/LibFuzzer.html) over one of the places where bytes from outside are read: `Fuzz TARGET [option of libFuzzer …] [corpus …]`.
///
/// A target may refuse its input, and has to come back. What traps, hangs or contradicts itself is a finding.
@main enum Fuzz {
    /// Read once, before the first input.
    static let target = CommandLine.arguments.dropFirst().first.flatMap { targets[$0] }

    static let targets: [String: @Sendable ([UInt8]) -> Void] = [
        "head": HeadTarget.run, "frame": FrameTarget.run, "json": JSONTarget.run, "cells": CellsTarget.run, "code": CodeTarget.run,
        "live": LiveTarget.run,
    ]

    static func main() {
        guard target != nil else {
            print("Usage: Fuzz \(targets.keys.sorted().joined(separator: "|")) [option of libFuzzer …] [corpus …]")
            exit(2)
        }
        // libFuzzer sees the arguments without the target's name.
        let arguments = CommandLine.unsafeArgv
        let name = arguments[0]
        arguments[1] = name
        var count = CommandLine.argc - 1
        var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments + 1
        exit(
            runLibFuzzer(&count, &rest) { bytes, count in
                Fuzz.target?(Array(UnsafeBufferPointer(start: bytes, count: count)))
                return 0
            })
    }

    /// Stops with words where something that must hold does not.
    static func expect(_ holds: Bool, _ words: @autoclosure () -> String) {
        if !holds { fatalError(words()) }
    }
}

@_silgen_name("LLVMFuzzerRunDriver") private func runLibFuzzer(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
