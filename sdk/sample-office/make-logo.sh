#!/usr/bin/env bash
# Draws logo.svg into logo.png, 256 by 256. Debian package: librsvg2-bin.
set -euo pipefail
cd "$(dirname "$0")"
rsvg-convert --width 256 --height 256 logo.svg --output logo.png
