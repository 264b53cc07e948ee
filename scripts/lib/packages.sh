# shellcheck shell=bash
# Debian packages: installs what is missing, and nothing if nothing is.

# What the build needs (C libraries and their headers) and what the Swift toolchain itself needs on a bare system.
# shellcheck disable=SC2034 # the callers'
build_packages=(
    libpq-dev libssl-dev libargon2-dev pkg-config git ca-certificates tzdata
    binutils gcc g++ libc6-dev libcurl4 libncurses6 libsqlite3-0 libxml2 zlib1g-dev
)
# PostgreSQL's server and psql, for a database of our own.
# shellcheck disable=SC2034 # the callers'
database_packages=(postgresql)

# Prints those of its arguments that are not installed, also under another name that provides them.
missing_packages() {
    dpkg-query --show --showformat='${db:Status-Status} ${Package} ${Provides}\n' | awk -v wanted="$*" '
        $1 == "installed" {
            have[$2] = 1
            for (i = 3; i <= NF; i++) { name = $i; sub(/,$/, "", name); sub(/:.*/, "", name); have[name] = 1 }
        }
        END {
            count = split(wanted, names, " ")
            for (i = 1; i <= count; i++) if (!(names[i] in have)) print names[i]
        }'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_get() {
    # Two of us may come at once; and a question would wait for ever.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold \
        -o Dpkg::Use-Pty=0 "$@"
}

# Debian would create and start a database of its own on port 5432, that nobody asked for. Where PostgreSQL's packages are already,
# things stay as they are.
keep_default_cluster_away() {
    [ -z "$(missing_packages postgresql-common)" ] && return
    [ -e /etc/postgresql-common/createcluster.conf ] && return
    as_root mkdir -p /etc/postgresql-common
    printf '%s\n' '# Written by retail before it installed postgresql: it runs a database of its own.' 'create_main_cluster = false' |
        as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}

install_packages() {
    command -v dpkg-query >/dev/null || {
        say "this is no Debian: taking it that these are installed: $*"
        return
    }
    local missing=() log
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" = 0 ] && return
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "missing packages: ${missing[*]}. Run this as root once, or install sudo."
    fi
    say "installing ${missing[*]}"
    case " ${missing[*]} " in *" postgresql "*) keep_default_cluster_away ;; esac
    log=$(mktemp)
    # The lists of packages are fetched only if there are none or they are too old to install from.
    if ! { ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 && apt_get install --yes --no-install-recommends "${missing[@]}" >"$log" 2>&1; }; then
        say "fetching the lists of packages"
        if ! { apt_get update && apt_get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
            tail -n 20 "$log" >&2
            rm -f "$log"
            fail "apt-get could not install ${missing[*]}"
        fi
    fi
    rm -f "$log"
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" = 0 ] || fail "still not installed: ${missing[*]}"
}

require_swift() {
    command -v swift >/dev/null || fail "there is no swift in PATH: install Swift 6.3 from https://www.swift.org/install/linux"
}
