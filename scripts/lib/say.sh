# shellcheck shell=bash
# What the scripts say, a line per step, on standard error: standard output is the program's.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

fail() {
    printf '\033[1;31merror:\033[0m %s\n' "$*" >&2
    exit 1
}

# Colours are for people.
if [ ! -t 2 ] || [ -n "${NO_COLOR:-}" ]; then
    say() { printf '==> %s\n' "$*" >&2; }
    fail() {
        printf 'error: %s\n' "$*" >&2
        exit 1
    }
fi
