import SwiftUI

/// The loudness of a message, to see it and to move in it; a slider for screen readers.
struct Waveform: View {
    /// 0 to 255, evenly spread.
    let peaks: [Int]
    let durationMs: Int
    let positionMs: Int
    let seek: @MainActor (Int) -> Void
    /// Where the finger is, 0 to 1; none when nobody drags.
    @State private var dragged: Double?

    private static let step = 5000

    var body: some View {
        VStack(spacing: 4) {
            GeometryReader { space in
                bars
                    .contentShape(Rectangle())
                    .gesture(
                        DragGesture(minimumDistance: 0)
                            .onChanged { dragged = part(of: space.size.width, at: $0.location.x) }
                            .onEnded { end in
                                seek(Int(part(of: space.size.width, at: end.location.x) * Double(durationMs)))
                                dragged = nil
                            }
                    )
            }
            .frame(height: 72)
            HStack {
                Text(clock(milliseconds: shownMs))
                Spacer()
                Text(clock(milliseconds: durationMs))
            }
            .font(.footnote)
            .monospacedDigit()
            .foregroundStyle(Palette.quiet)
        }
        // Time runs to the right in every language, as on the buttons beneath.
        .environment(\.layoutDirection, .leftToRight)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(phrase("player_position"))
        .accessibilityValue(
            phrase(
                "player_position_of", spokenLength(milliseconds: shownMs),
                spokenLength(milliseconds: durationMs))
        )
        .accessibilityAdjustableAction { direction in
            let target = direction == .increment ? positionMs + Self.step : positionMs - Self.step
            seek(min(max(0, target), durationMs))
        }
        .accessibilityIdentifier("waveform")
    }

    private var shownMs: Int {
        dragged.map { Int($0 * Double(durationMs)) } ?? positionMs
    }

    private var played: Double {
        durationMs > 0 ? Double(shownMs) / Double(durationMs) : 0
    }

    private func part(of width: CGFloat, at x: CGFloat) -> Double {
        width > 0 ? min(max(0, Double(x / width)), 1) : 0
    }

    private var bars: some View {
        let peaks = peaks
        let played = played
        return Canvas { context, size in
            let count = max(1, Int(size.width / 5))
            for index in 0..<count {
                let height = max(3, size.height * loudness(peaks, bar: index, of: count))
                let bar = CGRect(
                    x: CGFloat(index) * 5, y: (size.height - height) / 2, width: 3, height: height)
                let isPlayed = (Double(index) + 0.5) / Double(count) <= played
                context.fill(
                    Path(roundedRect: bar, cornerRadius: 1.5),
                    with: .color(isPlayed ? Palette.primary : Palette.primary.opacity(0.65)))
            }
            // Where it is must not be told by colour alone.
            let line = CGRect(x: size.width * min(max(0, played), 1) - 1, y: 0, width: 2, height: size.height)
            context.fill(Path(roundedRect: line, cornerRadius: 1), with: .color(Palette.primary))
        }
    }
}

/// The loudest of what falls into one bar, 0 to 1.
private func loudness(_ peaks: [Int], bar: Int, of count: Int) -> CGFloat {
    guard !peaks.isEmpty else { return 0 }
    let first = min(bar * peaks.count / count, peaks.count - 1)
    let end = max(first + 1, min((bar + 1) * peaks.count / count, peaks.count))
    return CGFloat(peaks[first..<end].max() ?? 0) / 255
}
