# Sourced by ./bootstrap checks: what CI runs beside the tests. TIDY_FILES=all checks every file with clang-tidy.

cpp_files() { git ls-files -- '*.cc' '*.h' ':!tests/tidy/planted'; }

check_format() { cpp_files | xargs -r -P "$jobs" -n 40 clang-format-19 --dry-run -Werror; }

# clang-tidy takes seconds a file, so by default only the files that changed last are checked: those of the commits that
# origin/main lacks, then the newest in history, up to TIDY_FILES.
tidy_files() {
  if [ "${TIDY_FILES:-40}" = all ]; then
    git ls-files -- '*.cc' ':!tests/tidy/planted'
    return
  fi
  {
    git diff --name-only --diff-filter=d origin/main...HEAD -- '*.cc' 2>/dev/null || true
    git log --name-only --format= --diff-filter=AM -- '*.cc'
  } | grep -v '^tests/tidy/planted/' | awk '!seen[$0]++' | while read -r file; do
    [ ! -f "$file" ] || echo "$file"
  done | sed -n "1,${TIDY_FILES:-40}p" # which, unlike head, reads on: pipefail takes a SIGPIPE for a failure
}

# Only files that the dev preset compiles are in its compile_commands.json; the warnings are g++'s business (-w).
check_tidy() {
  tidy_files | while read -r file; do
    if grep -qF "\"$PWD/$file\"" build/dev/compile_commands.json; then echo "$file"; fi
  done >build/log/clang-tidy.files
  xargs -r -P "$jobs" -n 1 clang-tidy-19 -p build/dev --quiet --extra-arg=-w <build/log/clang-tidy.files
}

step format check_format
build dev
step headers cmake --build build/dev -j "$jobs" --target all_verify_interface_header_sets
step clang-tidy check_tidy
printf '%-12s        %s files checked\n' '' "$(wc -l <build/log/clang-tidy.files)"
build fuzz natsop_fuzzers
step "fuzz search" ctest --test-dir build/fuzz -R '^fuzz_' -j "$jobs" --output-on-failure --no-tests=error
build asan
run_tests asan "$@"
