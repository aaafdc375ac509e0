#!/bin/sh
# Run by the pom after it has copied the AARs: merges their classes into target/classes and target/test-classes, and
# links all resources with Debian's aapt2 (packages: aapt, unzip). What Gradle would add to the manifest is added here.
set -eu
cd "$(dirname "$0")/target"
demo=../../../../android-demo
mkdir -p assets classes test-classes flat

sed 's|<manifest |<manifest package="org.mobilelink.android" android:versionCode="1" android:versionName="0.1.0" |
s|^    <application$|    <uses-sdk android:minSdkVersion="26" android:targetSdkVersion="35" />\n    <application|' \
  $demo/app/src/main/AndroidManifest.xml > AndroidManifest.xml

merge() { # AAR folder, class folder
  for a in "$1"/*.aar; do
    n=$(basename "$a" .aar)
    if [ ! -e "x/$n" ]; then
      mkdir -p "x/$n.new"; unzip -qo "$a" -d "x/$n.new"; mv "x/$n.new" "x/$n"
    fi
    unzip -qo "x/$n/classes.jar" -d "$2"
    if [ -n "$(find "x/$n/res" -type f 2>/dev/null | sed -n 1p)" ] && [ ! -e "flat/$n.zip" ]; then
      aapt2 compile --dir "x/$n/res" -o "flat/$n.zip"
    fi
  done
}
link() { # name of the result, folder for the R classes, AAR folders
  out=$1 classes=$2; shift 2
  packages=:org.mobilelink.screens overlays=
  for a in $(find "$@" -name '*.aar' | sort); do
    n=$(basename "$a" .aar)
    packages="$packages:$(sed -n 's/.*package="\([^"]*\)".*/\1/p' "x/$n/AndroidManifest.xml" | sed -n 1p)"
    if [ -e "flat/$n.zip" ]; then overlays="$overlays -R flat/$n.zip"; fi
  done
  rm -rf "gen-$out"; mkdir -p "gen-$out"
  aapt2 link -I framework-res.jar --manifest AndroidManifest.xml --auto-add-overlay \
    --extra-packages "${packages#:}" --java "gen-$out" -o "$out.apk" $overlays -R ours-screens.zip -R ours-app.zip
  find "gen-$out" -name R.java > "$out.lst"
  javac -nowarn -proc:none --release 11 -d "$classes" "@$out.lst"
}
aapt2 compile --dir $demo/screens/src/main/res -o ours-screens.zip
aapt2 compile --dir $demo/app/src/main/res -o ours-app.zip
merge aar classes
merge aar-test test-classes
link res classes aar
link res-test test-classes aar aar-test
