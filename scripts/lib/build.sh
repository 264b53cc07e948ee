# shellcheck shell=bash
# Builds a product for release, if anything changed since the last time: even a build with nothing to do takes swift some seconds.

# One line each: names, sizes and times of the sources, and which compiler it is …
fingerprint_of_sources() {
    {
        readlink -f "$(command -v swift)"
        find Package.swift Sources -printf '%p %s %T@\n' | LC_ALL=C sort
    } | cksum
}

# … and the versions of what they depend on. (Apart, as the build itself may write this file.)
fingerprint_of_dependencies() {
    { cksum <Package.resolved; } 2>/dev/null || echo none
}

# Shows the number of the step only, of the hundreds of lines that swift prints.
show_progress() {
    local line step last=-20
    while IFS= read -r line; do
        step=${line%%]*}
        case "$line" in
        \[*/*\]*) step="${step#[}" ;;
        Fetching* | Cloning* | Building*) step=${line:0:70} ;;
        *) continue ;;
        esac
        if [ -t 2 ]; then
            printf '\r\033[K    %s' "$step" >&2
        elif [ $((SECONDS - last)) -ge 15 ]; then
            printf '    %s\n' "$step" >&2
            last=$SECONDS
        fi
    done
    if [ -t 2 ]; then printf '\r\033[K' >&2; fi
}

build_release() {
    local product=$1 stamp=.build/$1.stamp log=.build/$1.log sources started=$SECONDS
    sources=$(fingerprint_of_sources)
    if [ -x ".build/release/$product" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sources $(fingerprint_of_dependencies)" ]; then return; fi
    say "building $product (the first time takes some minutes)"
    mkdir -p .build
    rm -f "$stamp"
    if ! swift build --configuration release --product "$product" 2>&1 | tee "$log" | show_progress; then
        grep -E '^(error|[^ ]+: error):' "$log" | head -n 40 >&2 || true
        tail -n 5 "$log" >&2
        fail "the build failed; all that swift said is in $log"
    fi
    # The sources as they were before the build: what is edited meanwhile is built the next time.
    printf '%s\n' "$sources $(fingerprint_of_dependencies)" >"$stamp"
    say "built in $((SECONDS - started)) s"
}
