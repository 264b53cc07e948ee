internal import Glibc

/// What the server runs with: made for a small machine that does other things besides.
struct Settings {
    let version: Int
    let logFolder: String

    /// Rewritten at each start; `ALTER SYSTEM` outlives that and wins.
    var text: String {
        let quotedLog = logFolder.replacing("'", with: "''")
        let memory = Self.memoryMiB
        return """
            # Written by retail at each start. To change something: ALTER SYSTEM SET …, as the superuser (README, "More than one node, the database, proxies").

            max_connections = 100
            shared_buffers = \(min(2048, max(64, memory / 4)))MB
            effective_cache_size = \(max(256, memory / 2))MB
            work_mem = 8MB
            maintenance_work_mem = \(min(256, max(32, memory / 16)))MB
            dynamic_shared_memory_type = \(Self.hasRoomInShm ? "posix" : "mmap")
            random_page_cost = 1.1
            effective_io_concurrency = 64
            jit = off

            # Durability is what a till relies on when it gives up its copy.
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            wal_compression = \(version >= 15 ? "lz4" : "on")
            max_wal_size = 4GB
            min_wal_size = 256MB
            checkpoint_timeout = 15min
            checkpoint_completion_target = 0.9
            # For whoever follows the log for a back-up: so much is kept for one who is away, and no more, or the disk would fill.
            max_slot_wal_keep_size = 8GB

            # Balances and stream heads are updated over and over: vacuum them early, often and without long naps.
            autovacuum_naptime = 15s
            autovacuum_vacuum_scale_factor = 0.05
            autovacuum_vacuum_insert_scale_factor = 0.1
            autovacuum_analyze_scale_factor = 0.05
            autovacuum_vacuum_cost_limit = 1000
            autovacuum_work_mem = 64MB

            password_encryption = 'scram-sha-256'
            idle_in_transaction_session_timeout = 60s
            timezone = 'UTC'
            lc_messages = 'C.UTF-8'
            lc_monetary = 'C.UTF-8'
            lc_numeric = 'C.UTF-8'
            lc_time = 'C.UTF-8'

            # A file per weekday, overwritten a week later. Bound values are people's data and stay out.
            logging_collector = on
            log_directory = '\(quotedLog)'
            log_filename = 'postgres-%a.log'
            log_file_mode = 0600
            log_rotation_age = 1d
            log_rotation_size = 0
            log_truncate_on_rotation = on
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] %q%u@%d '
            log_lock_waits = on
            log_min_duration_statement = 1s
            log_parameter_max_length = 0
            log_parameter_max_length_on_error = 0
            log_error_verbosity = terse

            """
    }

    /// The machine's memory, or the container's share of it.
    private static var memoryMiB: Int {
        let machine = sysconf(Int32(_SC_PHYS_PAGES)) / 1024 * (sysconf(Int32(_SC_PAGESIZE)) / 1024)
        let share = TextFile.read("/sys/fs/cgroup/memory.max").flatMap { Int($0.prefix { $0.isNumber }) } ?? .max
        return min(machine, share / 1_048_576)
    }

    /// Docker gives a container 64 MB of /dev/shm, and a parallel query may want more. In a bare chroot it is a plain folder of
    /// root's, which says nothing to root and everything to the user that PostgreSQL runs as: so everybody must be let in.
    private static var hasRoomInShm: Bool {
        var status = statvfs()
        var folder = stat()
        return statvfs("/dev/shm", &status) == 0 && Int(status.f_frsize) * Int(status.f_blocks) >= 256 << 20
            && stat("/dev/shm", &folder) == 0 && folder.st_mode & 0o002 != 0
    }
}
