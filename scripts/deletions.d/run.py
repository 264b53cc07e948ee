"""Deletes a commit's code lines one at a time and tells what notices (scripts/deletions)."""

import argparse
import pathlib
import re
import subprocess
import sys

# Behind the commit's own tests, in this order: the first to fail ends the trial. The first two need no database.
STAGES = ["APITests", "TradeTests", "TablesTests|RightsWalkTests|ContractTests|FoldTests|ExtremesTests"]
PASSED_OVER = ("Tests/", "docs/", "API_REFERENCE.md", "CHANGELOG.md")


def git(tree, *words):
    return subprocess.run(["git", "-C", tree, *words], check=True, capture_output=True, text=True).stdout


def code_lines(tree, commit, only):
    """(file, number, text) of each line that the commit added, that still stands, and that is code."""
    renamed = {}
    for line in git(tree, "diff", "-M", "--name-status", "--diff-filter=R", commit, "HEAD").splitlines():
        _, before, after = line.split("\t")
        renamed[before] = after
    for name in git(tree, "diff-tree", "--no-commit-id", "--name-only", "-r", commit).splitlines():
        name = renamed.get(name, name)
        path = pathlib.Path(tree, name)
        if name.startswith(PASSED_OVER) or not path.exists() or (only and name not in only):
            continue
        blamed = git(tree, "blame", "--line-porcelain", "HEAD", "--", name).splitlines()
        number, owner = 0, ""
        for line in blamed:
            if head := re.match(r"([0-9a-f]{40}) \d+ (\d+)", line):
                owner, number = head[1], int(head[2])
            elif line.startswith("\t") and owner == commit and is_code(line[1:]):
                yield name, number, line[1:]


def is_code(line):
    text = line.strip()
    return bool(text) and not text.startswith(("//", "--")) and not re.fullmatch(r"[)\]};,]+", text)


def own_tests(tree, commit):
    """The suites of the commit's test files, which are named after them."""
    names = git(tree, "diff-tree", "--no-commit-id", "--name-only", "-r", commit).splitlines()
    return [pathlib.Path(name).stem for name in names if name.startswith("Tests/") and name.endswith("Tests.swift")]


def build(tree):
    """None, or the first error."""
    ran = subprocess.run(["swift", "build", "--build-tests"], cwd=tree, capture_output=True, text=True)
    if ran.returncode == 0:
        return None
    errors = re.findall(r"error: (.*)", ran.stdout + ran.stderr)
    return errors[0] if errors else "it does not build"


def test(tree, pattern):
    """None, or the first test that failed."""
    ran = subprocess.run(
        ["swift", "test", "--skip-build", "--filter", pattern], cwd=tree, capture_output=True, text=True)
    if ran.returncode == 0:
        return None
    failed = re.findall(r"✘ Test (\S+?)\(", ran.stdout + ran.stderr)
    return failed[0] if failed else "the tests ended early"


def noticed(tree, stages):
    if error := build(tree):
        return f"compiler: {error[:90]}"
    for stage in stages:
        if failed := test(tree, stage):
            return f"test: {failed}"
    return None


def main():
    options = argparse.ArgumentParser()
    options.add_argument("tree")
    options.add_argument("commit")
    options.add_argument("--filter")
    options.add_argument("--from", dest="start", type=int, default=1)
    options.add_argument("--sure", action="store_true")
    options.add_argument("files", nargs="*")
    given = options.parse_args()
    stages = [given.filter] if given.filter else STAGES
    if not given.filter:
        stages = ["|".join([stages[0], *own_tests(given.tree, given.commit)]), *stages[1:]]
    if not given.sure:
        print("building and testing what is to be cut", flush=True)
        if found := noticed(given.tree, stages):
            sys.exit(f"With every line there: {found}")
    lines = list(code_lines(given.tree, given.commit, given.files))
    survivors = []
    for place, (name, number, text) in enumerate(lines, 1):
        if place < given.start:
            continue
        path = pathlib.Path(given.tree, name)
        whole = path.read_text()
        kept = whole.splitlines(keepends=True)
        path.write_text("".join(kept[: number - 1] + kept[number:]))
        found = noticed(given.tree, stages)
        path.write_text(whole)
        print(f"{place}/{len(lines)} {name}:{number} {text.strip()[:70]}\n    {found or 'NOBODY NOTICED'}", flush=True)
        if not found:
            survivors.append(f"{name}:{number} {text.strip()}")
    print(f"{len(lines)} lines, {len(survivors)} that nobody would miss")
    sys.exit("\n".join(survivors) if survivors else 0)


main()
