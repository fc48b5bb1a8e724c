# The Debian packages of this project, and `need`, which installs the ones that are missing. Sourced by run, test and bench.

# One line per reason: purpose | reason | packages. `command:package` is wanted only where the command is missing,
# because a node from another source and Debian's npm exclude each other.
package_table() {
    cat <<'TABLE'
build | compile and link | g++ cmake ninja-build pkg-config ccache mold git python3
build | HTTP, event loop, JSON, URLs | libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev zlib1g-dev libbrotli-dev
build | call other servers | libcurl4-openssl-dev
build | databases | libpq-dev libsqlite3-dev
build | keys, metrics, options, time zones | libsodium-dev prometheus-cpp-dev libcli11-dev libhowardhinnant-date-dev
build | pictures in and out | libjpeg62-turbo-dev libspng-dev libwebp-dev libdeflate-dev liblcms2-dev
build | text on pictures | libharfbuzz-dev libfreetype-dev libfribidi-dev
build | strangers' files, read behind a filter of system calls | libseccomp-dev
build | the fonts of pictures, copied beside the program | fonts-dejavu-core fonts-inter fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
run   | time zones and certificates | tzdata ca-certificates
lib   | only run a built program | libboost-json1.81.0 libboost-url1.81.0 libssl3 libcurl4 libpq5 libsqlite3-0 libsodium23
lib   | only run a built program | libprometheus-cpp-core1.0 libdate-tz3 libbrotli1 zlib1g
lib   | only run a built program | libjpeg62-turbo libspng0 libwebp7 libdeflate0 liblcms2-2
lib   | only run a built program | libharfbuzz0b libfreetype6 libfribidi0 libseccomp2
web   | the dashboards' own files | node:nodejs npm:npm
build | unit and property tests | doctest-dev librapidcheck-dev
test  | a real database, a real browser | postgresql-15 chromium
test  | static checks | clang-format-14 clang-tidy-14
test  | processes and files under test | procps util-linux
test  | what a dump of memory holds | gdb
test  | tokens signed by another library | python3-jwt python3-cryptography
test  | other decoders of our pictures | python3-pil libpng-dev libjpeg-turbo-progs pngcheck imagemagick
long  | sanitizers, fuzzing and the second compiler | clang-14 libclang-rt-14-dev
bench | load, and the peers beside us | wrk procps python3-psycopg2 python3-jwt python3-cryptography postgresql-15
bench | pictures of others | python3-pil libpng-dev
bare  | a minimal system to prove the commands in | debootstrap
TABLE
}

packages_for() {
    local purpose reason packages entry wanted=" $* "
    while IFS='|' read -r purpose reason packages; do
        [[ $wanted == *" ${purpose// /} "* ]] || continue
        for entry in $packages; do
            if [[ $entry == *:* ]]; then
                command -v "${entry%%:*}" >/dev/null || echo "${entry#*:}"
            else
                echo "$entry"
            fi
        done
    done < <(package_table) | sort -u
}

# Prints those of the given packages that are not installed. One dpkg-query, so that asking costs nothing.
packages_missing() {
    [[ $# -gt 0 ]] || return 0
    comm -23 <(printf '%s\n' "$@" | sort -u) \
        <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort -u)
}

# need PURPOSE...: afterwards the packages of these purposes are installed, or the program has ended saying what to type.
need() {
    local wanted missing as_root=()
    mapfile -t wanted < <(packages_for "$@")
    mapfile -t missing < <(packages_missing "${wanted[@]}")
    [[ ${#missing[@]} -gt 0 ]] || return 0

    if [[ $(id -u) -ne 0 ]]; then
        if ! command -v sudo >/dev/null || { ! sudo -n true 2>/dev/null && [[ ! -t 0 ]]; }; then
            echo "Missing Debian packages (for: $*). Please type:" >&2
            echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
    fi
    echo "Installing ${#missing[@]} Debian packages (for: $*): ${missing[*]}"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    local log
    log=$(mktemp)
    if ! "${apt[@]}" install --simulate --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
        "${apt[@]}" update >"$log" 2>&1 || { cat "$log" >&2; echo "apt-get update failed: see above." >&2; exit 1; }
    fi
    # A package list that is out of date names versions that are gone, so a failed install is tried once more after an update.
    if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >"$log" 2>&1; then
        "${apt[@]}" update >>"$log" 2>&1 || true
        if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >>"$log" 2>&1; then
            cat "$log" >&2
            echo "Installing failed: see above. The command was: apt-get install --no-install-recommends ${missing[*]}" >&2
            exit 1
        fi
    fi
    rm -f "$log"
}
