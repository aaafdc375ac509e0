#!/usr/bin/env bash
# Speaks every text of office.json into audio/NAME.wav (8 kHz, mono, µ-law) and describes the result in recordings.json.
# Debian packages: flite sox jq python3. The same texts give the same bytes: nothing is dithered.
set -euo pipefail
cd "$(dirname "$0")"

for program in flite sox jq python3; do
    command -v "$program" >/dev/null || { echo "missing: $program (apt-get install flite sox jq python3)" >&2; exit 1; }
done

spoken=$(mktemp -d)
trap 'rm -rf "$spoken"' EXIT

# Trims the silence that flite leaves at one end; `reverse` turns the recording round for the other end.
trim=(silence 1 0.02 0.6%)

jq -r '.voices as $voices | .recordings[] | [.name, $voices[.voice].flite, $voices[.voice].cents, $voices[.voice].pace, .text] | @tsv' office.json |
while IFS=$'\t' read -r name voice cents pace text; do
    # `speed` moves pitch and pace together, without artefacts; flite speaks slower or faster to make up for the pace.
    stretch=$(jq -n "pow(2; $cents / 1200) / $pace")
    flite -voice "$voice" --setf "duration_stretch=$stretch" -t "$text" -o "$spoken/whole.wav"
    # Down to -6 dB first, so that no filter clips; the telephone's band, with a little presence; then up to -2 dB.
    sox -D "$spoken/whole.wav" -e mu-law -b 8 "$spoken/$name.wav" \
        gain -n -6 speed "${cents}c" highpass 150 equalizer 2800 1q 4 \
        "${trim[@]}" reverse "${trim[@]}" reverse pad 0.1 0.2 \
        rate -h 8000 channels 1 gain -n -2
done
rm "$spoken/whole.wav"

mkdir -p audio
rm -f audio/*.wav
mv "$spoken"/*.wav audio/
python3 describe-recordings.py
