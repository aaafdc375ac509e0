#!/usr/bin/env bash
# Makes demo.png, the picture in the README: what the demo prints, and the terminal client beside it.
# Needs rsvg-convert and DejaVu Sans Mono (Debian: librsvg2-bin fonts-dejavu-core) and a Python that has `rich`, named by PYTHON.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
work=$(mktemp -d)
[ -n "${AS_BUILT:-}" ] || cargo build --release --quiet -p mobilelinkd -p mobilelink
export CLICOLOR_FORCE=1 MOBILE_LINK_PASSWORD=mobile-link-demo COLUMNS=150
target/release/mobilelinkd demo --data "$work/office" >"$work/demo" &
server=$!
trap 'kill -INT $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$work"' EXIT
until grep -q Alone "$work/demo"; do sleep 0.1; done
client() {
  printf '\n\e[1;32m$\e[0m mobilelink --server 127.0.0.1:8081 --user alice %s\n' "$*"
  target/release/mobilelink --server 127.0.0.1:8081 --user alice "$@"
}
{
  printf '\e[1;32m$\e[0m cargo run --release -- demo\n'
  sed "s#$work/office#office#g" "$work/demo" | cut -c 1-400
  client status
  client voicemail list
  client presence set at_home
  client conference list
} >"$work/all"
"${PYTHON:-python3}" - "$work/all" "$work/picture.svg" <<'PYTHON'
import sys
from rich.console import Console
from rich.text import Text
console = Console(record=True, width=150, file=open("/dev/null", "w"), force_terminal=True)
console.print(Text.from_ansi(open(sys.argv[1]).read()))
svg = console.export_svg(title="Mobile Link", clear=False)
open(sys.argv[2], "w").write(svg.replace("Fira Code", "DejaVu Sans Mono").replace("<text ", '<text xml:space="preserve" '))
PYTHON
rsvg-convert --width 1500 "$work/picture.svg" --output "$here/demo.png"
