# Python programs from PyPI in an environment of their own.

# make_venv FOLDER REQUIREMENTS: what REQUIREMENTS pins, into FOLDER.
make_venv() {
    python3 -m venv "$1" || fail "python3 has no venv: install python3-venv"
    "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$2" || fail "could not install what $2 names"
}
