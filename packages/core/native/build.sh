#!/bin/sh
# Builds the keeper for each architecture that a compiler is there for, into a folder (default: this one):
#   packages/core/native/build.sh [FOLDER]
# The same compiler and linker make the same bytes. Debian has both: apt-get install gcc gcc-aarch64-linux-gnu
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=${1:-$here}
source=$(sha256sum "$here/keeper.c" | cut -d ' ' -f 1)

build() {
  name=$1 tools=$2
  compiler=${tools}gcc
  command -v "$compiler" >/dev/null || { echo "$name: no $compiler here" >&2; return 0; }
  made_from="keeper.c $source, $("$compiler" --version | head -n 1), $("${tools}ld" --version | head -n 1)"
  "$compiler" -std=c11 -Wall -Wextra -Os -static -nostdlib -ffreestanding -fno-builtin -fno-pic -no-pie \
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns -fno-ident -fcf-protection=none \
    -Wl,--build-id=none,-z,noseparate-code,-z,noexecstack -s \
    -DKEEPER_MADE_FROM="\"$made_from\"" -o "$into/$name" "$here/keeper.c"
  chmod 755 "$into/$name"
}

native=$(uname -m)
for machine in x86_64 aarch64; do
  name=keeper-$(echo "$machine" | sed 's/x86_64/x64/; s/aarch64/arm64/')
  if [ "$machine" = "$native" ]; then build "$name" ""; else build "$name" "$machine-linux-gnu-"; fi
done
