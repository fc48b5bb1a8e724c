# How the program and its web files are built. Sourced by run, test and bench, after packages.sh, from the root of the project.

# Installs the web packages when package-lock.json differs from what was installed last.
build_web() {
    [[ -f package-lock.json ]] || return 0
    local stamp=node_modules/.installed-lock
    if [[ ! -f $stamp ]] || ! cmp -s package-lock.json "$stamp"; then
        echo "Installing the web packages of package-lock.json"
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
        cp package-lock.json "$stamp"
        rm -f web/vendor/.copied
    fi
    if [[ ! -f web/vendor/.copied || tools/copy_vendor.mjs -nt web/vendor/.copied ]]; then
        node tools/copy_vendor.mjs
        touch web/vendor/.copied
    fi
}

# build PRESET TARGET...: configures once, then builds. Two builds of one checkout wait for each other.
build() {
    local preset=$1
    shift
    mkdir -p build
    exec {build_lock}>build/.lock
    flock "$build_lock"
    if [[ ! -f build/$preset/build.ninja ]]; then
        echo "Configuring the $preset build"
        cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 || { cat "build/configure-$preset.log" >&2; return 1; }
    fi
    local log="build/ninja-$preset.log" status=0
    if [[ -t 1 ]]; then
        ninja -C "build/$preset" --quiet "$@" || status=$?
    else
        ninja -C "build/$preset" "$@" >"$log" 2>&1 || { status=$?; grep -v '^\[' "$log" | tail -n 120 >&2; }
    fi
    flock --unlock "$build_lock"
    exec {build_lock}>&-
    return "$status"
}
