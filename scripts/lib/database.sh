# shellcheck shell=bash
# A PostgreSQL of our own in a temporary folder, for as long as this script runs. Tests and programs start one through
# Sources/Cluster; scripts/test needs its own before anything is built.

# The newest that Debian has installed, or what PG_BIN says.
postgres_programs() {
    local folder
    if [ -n "${PG_BIN:-}" ]; then
        echo "$PG_BIN"
        return
    fi
    folder=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$folder" ] || folder=$(dirname "$(readlink -f "$(command -v postgres || echo /nowhere/postgres)")")
    [ -x "$folder/initdb" ] || fail "PostgreSQL is not installed (Debian's package postgresql), or name its programs' folder in PG_BIN"
    echo "$folder"
}

# Sets database_folder, database_process and database (the connection string of a superuser).
#
#     database_folder   ours             /log        what initdb and the server say
#                                        /postgres   the server's user's and private, so whoever gets at its socket may come in
start_database() {
    local bin home log as=() n
    bin=$(postgres_programs)
    # In /tmp whatever TMPDIR says: the path of a socket must be short.
    database_folder=$(mktemp -d /tmp/retail-test.XXXXXXXX)
    home=$database_folder/postgres log=$database_folder/log
    mkdir -m 700 "$home"
    # PostgreSQL refuses to be root.
    if [ "$(id -u)" = 0 ]; then
        chmod 711 "$database_folder"
        chown postgres: "$home"
        as=(--reuid=postgres --regid=postgres --init-groups)
    fi
    (
        cd /
        setpriv "${as[@]}" -- "$bin/initdb" -D "$home/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth=trust --no-sync
    ) >"$log" 2>&1 || fail "initdb failed: $(tail -n 5 "$log")"
    # A group of its own (-m): Ctrl-C ends the tests first. Should this script be killed, the kernel tells PostgreSQL (--pdeathsig).
    # No fsync: these data are thrown away.
    set -m
    (
        cd /
        exec setpriv "${as[@]}" --pdeathsig=INT -- "$bin/postgres" -D "$home/data" -k "$home" -h '' -p 5432 \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c jit=off \
            -c timezone=UTC -c shared_buffers=128MB
    ) >>"$log" 2>&1 </dev/null &
    database_process=$!
    set +m
    for ((n = 0; n < 600; n++)); do
        # The eighth line of its file says "ready" when it takes connections.
        if sed -n 8p "$home/data/postmaster.pid" 2>/dev/null | grep -q '^ready'; then
            # shellcheck disable=SC2034 # the caller's
            database="host=$home port=5432 user=postgres dbname=postgres connect_timeout=60"
            return
        fi
        kill -0 "$database_process" 2>/dev/null || fail "PostgreSQL did not start: $(tail -n 5 "$log")"
        sleep 0.05
    done
    fail "PostgreSQL did not start within 30 s: $(tail -n 5 "$log")"
}

# Safe to call at any time, also twice.
stop_database() {
    if [ -n "${database_process:-}" ]; then
        # Immediately: there is nothing to keep.
        kill -QUIT "$database_process" 2>/dev/null || true
        wait "$database_process" 2>/dev/null || true
        database_process=
    fi
    if [ -n "${database_folder:-}" ]; then
        # Its logger or a backend may take a moment longer to leave the folder.
        rm -rf "$database_folder" 2>/dev/null || { sleep 0.5 && rm -rf "$database_folder"; }
        database_folder=
    fi
}
