#!/bin/sh
# Type-checks the SwiftUI app on Linux: against stand-ins for Apple's frameworks, the real LinkCore and the real
# generated bindings. Shows that this check can fail: each wrong line of Bad.swift must be found. Runs what needs no
# screen (Story.swift). From the root of the clone, after `cargo xtask bindings swift`:
#   sh tests/xtask/swift-root.sh sh tests/ios/check.sh
# Writes to target/ios only.
set -eu

out=target/ios
modules=$out/modules
mkdir -p "$modules"

# What the app imports; bodies of functions are the business of their own packages.
module() { # name, sources...
    name=$1
    shift
    swiftc -swift-version 6 -parse-as-library -emit-module -module-name "$name" -module-cache-path "$out/cache" \
        -I "$modules" -I bindings/swift/Sources/MobileLinkFFI -o "$modules/$name.swiftmodule" \
        -Xfrontend -experimental-skip-non-inlinable-function-bodies "$@"
}

typecheck() { # sources...
    swiftc -typecheck -swift-version 6 -warnings-as-errors -parse-as-library -module-name MobileLinkDemo \
        -module-cache-path "$out/cache" -I "$modules" -I bindings/swift/Sources/MobileLinkFFI "$@"
}

for framework in UIKit SwiftUI AVFoundation MediaPlayer Network; do
    module $framework tests/ios/stub/$framework/*.swift
done
module MobileLink $(find bindings/swift/Sources/MobileLink -name '*.swift')
module LinkCore $(find ios-demo/LinkCore/Sources/LinkCore -name '*.swift')

typecheck $(find ios-demo/App -name '*.swift')
echo "ios: $(find ios-demo/App -name '*.swift' | wc -l) files of the app type-check"

if typecheck tests/ios/Bad.swift ios-demo/App/Pieces/Palette.swift ios-demo/App/Pieces/Phrase.swift \
    >"$out/bad.txt" 2>&1; then
    echo "ios: Bad.swift was taken; this check checks nothing" >&2
    exit 1
fi
# Each line that is wrong is marked, and each must be found.
grep -n '// wrong' tests/ios/Bad.swift | cut -d: -f1 | while read -r line; do
    if ! grep -q "Bad.swift:$line:.*error" "$out/bad.txt"; then
        echo "ios: line $line of Bad.swift is wrong, and was taken" >&2
        exit 1
    fi
done
echo "ios: Bad.swift is refused, line by line"

# What needs no screen runs, with the English texts beside it. Of LinkCore it takes the screens only.
story=$out/story
mkdir -p "$story"
cp -R ios-demo/App/Resources/en.lproj "$story"
swiftc -swift-version 6 -parse-as-library -module-name LinkCore -module-cache-path "$out/cache" \
    -emit-module -emit-module-path "$story/LinkCore.swiftmodule" -emit-object -o "$story/LinkCore.o" \
    ios-demo/LinkCore/Sources/LinkCore/Screen.swift
swiftc -swift-version 6 -parse-as-library -module-name Story -module-cache-path "$out/cache" -I "$story" \
    -o "$story/story" "$story/LinkCore.o" tests/ios/Story.swift ios-demo/App/Panes.swift \
    ios-demo/App/Pieces/Phrase.swift ios-demo/App/Pieces/Moments.swift
LANG=en_US.UTF-8 "$story/story"

# Every text that a view asks for is there, in both languages.
keys=$(grep -rhoE '"[a-z0-9]+(_[a-z0-9]+)+"' ios-demo/App --include='*.swift' | tr -d '"' | sort -u)
for language in en de; do
    texts=ios-demo/App/Resources/$language.lproj/Localizable.strings
    for key in $keys; do
        if ! grep -q "^\"$key\" = \|^\"${key}_one\" = " "$texts"; then
            echo "ios: $texts lacks \`$key\`" >&2
            exit 1
        fi
    done
done
echo "ios: $(echo "$keys" | wc -l) texts are there in both languages"

swift format lint --strict --recursive ios-demo/App tests/ios
echo "ios: formatted"
