#!/bin/sh
# The browser the tests look through: Chromium and a font with Chinese, from the system's packages.
set -eu
if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo '安装 / installing chromium'
    { apt-get install -y chromium fonts-noto-cjk ||
        { apt-get update && apt-get install -y chromium fonts-noto-cjk; }; } >/dev/null
    exit 0
fi
echo '测试需要 Chromium / the tests need Chromium: apt-get install chromium fonts-noto-cjk' >&2
exit 2
