#!/bin/sh
# Makes MobileLinkFFI.xcframework for iPhone, its simulator and the Mac. Runs on a Mac with Xcode and Rust only.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
out=MobileLinkFFI.xcframework
work=$root/target/xcframework
profile=${PROFILE:-release}

[ "$(uname)" = Darwin ] || { echo "An XCFramework can only be made on a Mac. Linux needs none: swift test works as it is." >&2; exit 1; }

export IPHONEOS_DEPLOYMENT_TARGET=17.0 MACOSX_DEPLOYMENT_TARGET=14.0
phone=aarch64-apple-ios
simulator="aarch64-apple-ios-sim x86_64-apple-ios"
mac="aarch64-apple-darwin x86_64-apple-darwin"

(cd "$root" && cargo xtask bindings swift)
for target in $phone $simulator $mac; do
    rustup target add "$target"
    cargo build --manifest-path "$root/Cargo.toml" --package mobilelink-ffi --profile "$profile" --target "$target"
done

# One file for the two processors of the simulator, and one for those of the Mac.
library() { echo "$root/target/$1/$profile/libmobilelink.a"; }
fat() {
    name=$1; shift
    mkdir -p "$work/$name"
    files=""
    for target in "$@"; do files="$files $(library "$target")"; done
    # shellcheck disable=SC2086 # a list of files without blanks in their names
    lipo -create $files -output "$work/$name/libmobilelink.a"
}
# shellcheck disable=SC2086 # lists of targets
fat simulator $simulator
# shellcheck disable=SC2086
fat mac $mac

rm -rf "$out"
xcodebuild -create-xcframework \
    -library "$(library $phone)" -headers Sources/MobileLinkFFI \
    -library "$work/simulator/libmobilelink.a" -headers Sources/MobileLinkFFI \
    -library "$work/mac/libmobilelink.a" -headers Sources/MobileLinkFFI \
    -output "$out"
echo "made $out"
