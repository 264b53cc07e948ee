import Glibc

/// A value behind a lock that threads can wait on: the mutex and condition variable of a blocking queue.
///
/// `Mutex` has nothing to wait on, and what waits here are dedicated threads, never tasks.
final class Monitor<State: Sendable>: @unchecked Sendable {
    // Sendable: `state` is touched only between lock and unlock of `mutex`; both addresses are fixed for the object's life.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State

    init(_ state: State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func withLock<Outcome>(_ body: (inout State) -> Outcome) -> Outcome {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Waits until `attempt` gives something; nil when `deadline` has passed first. No deadline waits for ever.
    func wait<Outcome>(until deadline: Int64?, for attempt: (inout State) -> Outcome?) -> Outcome? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let outcome = attempt(&state) { return outcome }
            if let deadline {
                var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
                if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return attempt(&state) }
            } else {
                pthread_cond_wait(condition, mutex)
            }
        }
    }

    func wakeOne() { pthread_cond_signal(condition) }
    func wakeAll() { pthread_cond_broadcast(condition) }
}
