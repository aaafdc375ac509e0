#!/bin/sh
# Builds the library for Android's four ABIs, and generates the Kotlin half: what build.gradle.kts packs into the AAR.
# Needs the NDK (ANDROID_NDK_HOME, r28 or newer for pages of 16 KiB), cargo-ndk 4 (`cargo install cargo-ndk`), and
# `rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android i686-linux-android`.
set -eu
cd "$(dirname "$0")/../.."

if [ -z "${ANDROID_NDK_HOME:-}" ]; then
    echo "ANDROID_NDK_HOME is not set: install the NDK (Android Studio: SDK Manager, SDK Tools), name its folder" >&2
    exit 1
fi
if ! command -v cargo-ndk > /dev/null; then
    echo "cargo-ndk is not there: cargo install cargo-ndk" >&2
    exit 1
fi

cargo xtask bindings kotlin
cargo ndk --target arm64-v8a --target armeabi-v7a --target x86_64 --target x86 --platform 26 \
    --output-dir target/bindings/android/jniLibs build --release --package mobilelink-ffi
