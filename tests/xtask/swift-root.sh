#!/bin/sh
# Runs a command inside the Debian 13 that `cargo xtask test --only swift` made for its Swift, in the folder it is called
# from, which must be in the clone. Mounts live in a namespace of their own: nothing is seen outside, nothing stays. For root.
set -eu
system=${MOBILE_LINK_SWIFT_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/mobile-link/swift-trixie}
clone=$(cd "$(dirname "$0")/../.." && pwd)
# The clone is seen at its own path, and so is where cargo builds, which may be elsewhere. swiftc finds its libraries
# through /proc. The home of who calls is not in there.
exec unshare --mount --propagation private sh -euc '
system=$1; shift
mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
while [ "$1" != -- ]; do
    mkdir -p "$system$1"
    mount --rbind "$1" "$system$1"
    shift
done
shift
unset TMPDIR
export HOME=/root
exec chroot "$system" sh -c "cd \"\$1\"; shift; exec \"\$@\"" sh "$PWD" "$@"
' sh "$system" "$clone" ${CARGO_TARGET_DIR:+"$(realpath "$CARGO_TARGET_DIR")"} -- "$@"
