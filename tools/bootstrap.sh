#!/bin/sh
# Makes a virtual environment from a hash-locked requirement file, once per lock.
#
#   tools/bootstrap.sh core     .venv: what `make demo` needs
#   tools/bootstrap.sh dev      .venv: core and every check of `make test`
#   tools/bootstrap.sh bench    .venv-bench: core and the programs it is measured against
#
# PYTHON names the interpreter, if it is not on the PATH. pip's own settings, proxy and
# certificate variables are left alone. Exit 2: the machine lacks something; one line says what.
set -eu
cd "$(dirname "$0")/.."

refuse() {
    printf '%s\n' "$1" >&2
    exit 2
}

runs_gaoxin() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if runs_gaoxin "$candidate"; then
            python=$candidate
            return
        fi
    done
    refuse '需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed: apt-get install python3, or PYTHON=/path/to/python3.11 make ...'
}

usable() {
    runs_gaoxin "$venv/bin/python" && pip_for_venv --version >/dev/null 2>&1
}

# Debian ships the venv module without ensurepip; there the system's pip serves the venv.
pip_for_venv() {
    if [ -e "$venv/bin/pip" ]; then
        "$venv/bin/python" -m pip "$@"
    else
        find_python
        "$python" -m pip --python "$venv/bin/python" "$@"
    fi
}

make_venv() {
    find_python
    rm -rf "$venv"
    if "$python" -m venv "$venv" >/dev/null 2>&1; then return; fi
    rm -rf "$venv"
    if "$python" -m venv --without-pip "$venv" >/dev/null 2>&1 && usable; then return; fi
    rm -rf "$venv"
    package=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "安装 / installing the system package $package"
        # The package lists may be older than the mirror, or absent in a fresh container.
        if { apt-get install -y "$package" || { apt-get update && apt-get install -y "$package"; }
           } >/dev/null 2>&1 && "$python" -m venv "$venv" >/dev/null 2>&1; then return; fi
        rm -rf "$venv"
    fi
    refuse "Python 缺少 ensurepip 和 pip / this Python has neither ensurepip nor pip: apt-get install $package"
}

profile=${1:-}
case $profile in
    core | dev) venv=.venv ;;
    bench) venv=.venv-bench ;;
    *) refuse 'usage: tools/bootstrap.sh core|dev|bench' ;;
esac
lock=requirements/$profile.txt
sum=$( (sha256sum "$lock" 2>/dev/null || shasum -a 256 "$lock") | cut -c1-16)
stamp=$venv/.$profile.$sum
[ ! -e "$stamp" ] || exit 0

usable || make_venv
echo "安装 / installing $lock -> $venv"
pip_for_venv install -qq --disable-pip-version-check --only-binary :all: --require-hashes -r "$lock"
pip_for_venv install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
rm -f "$venv/.$profile".*
: >"$stamp"
