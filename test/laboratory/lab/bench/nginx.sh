#!/usr/bin/env bash
# Builds an nginx whose speed is like that of the official image's Debian variant: nginx.sh FOLDER, then NGINX=FOLDER/nginx for the bench.
#
# The laboratory's nginx is one static file: linked to musl, whose memory allocator gives 64 KiB buffers back to the kernel after each
# session, and optimised for size. That is good for behaviour and wrong for speed: that variant uses glibc and -O2. The source
# is the one that nginx's own Rust bindings carry, whose checksum crates.io's index holds.
set -euo pipefail

version='1.28.5+1.28.3'          # of the crate, and of nginx in it
flags='-g -O2 -fstack-protector-strong -Wformat -Werror=format-security -Wp,-D_FORTIFY_SOURCE=2 -fPIC'

folder="$(mkdir -p "${1:?usage: nginx.sh FOLDER}" && cd "$1" && pwd)"
[ -x "$folder/nginx" ] && exit
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$here/../../../../tools/require-packages.sh" cargo=cargo gcc=gcc make=make pcre2-config=libpcre2-dev

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
printf '[package]\nname = "source-of-nginx"\nversion = "0.0.0"\n[dependencies]\nnginx-src = "=%s"\n' "${version%%+*}" > "$work/Cargo.toml"
touch "$work/src/lib.rs"
(cd "$work" && cargo vendor --quiet vendor > /dev/null)
cp -r "$work/vendor/nginx-src/nginx" "$work/nginx"
cd "$work/nginx"
sh auto/configure --with-cc-opt="$flags" --with-ld-opt='-Wl,-z,relro -Wl,-z,now -Wl,--as-needed -pie' --with-pcre-jit --with-threads \
  --without-http_gzip_module --with-http_realip_module --with-stream --with-stream_realip_module --with-stream_ssl_preread_module > /dev/null
make --silent -j "$(nproc)" > /dev/null
cp objs/nginx "$folder/nginx"
