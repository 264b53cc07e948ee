/// Seeds of the property tests. Each is an argument of its test, so that a failure names the one that replays it.
package let seeds: [UInt64] = Array(1...8)
