import Glibc

/// A thread of its own for what blocks, so that the tasks' few threads never do.
enum DedicatedThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @Sendable @escaping () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// False if the system has no thread left.
    static func start(_ name: String, _ run: @Sendable @escaping () -> Void) -> Bool {
        let body = Body(name: name, run: run)
        let argument = Unmanaged.passRetained(body).toOpaque()
        guard let thread = create(argument) else {
            Unmanaged<Body>.fromOpaque(argument).release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    // Apart from `start`, whose closure and thread together make compiler 6.3.1 crash in its analysis of regions.
    private static func create(_ argument: UnsafeMutableRawPointer) -> pthread_t? {
        var thread = pthread_t()
        return pthread_create(&thread, nil, DedicatedThread.entry, argument) == 0 ? thread : nil
    }

    private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        nameThread(body.name)
        body.run()
        return nil
    }

    /// For `top -H` and debuggers; the kernel keeps 15 bytes. (pthread_setname_np is hidden from Swift by a feature macro.)
    private static func nameThread(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        _ = name.withCString { write(file, $0, min(strlen($0), 15)) }
    }
}
