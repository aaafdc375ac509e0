import LinkCore
import MobileLink
import SwiftUI

extension LinkState {
    var word: String {
        switch self {
        case .disconnected: phrase("link_disconnected")
        case .evaluation: phrase("link_evaluation")
        case .connected: phrase("link_connected")
        case .syncing: phrase("link_syncing")
        }
    }

    var symbol: String {
        switch self {
        case .disconnected: "wifi.slash"
        case .evaluation: "lock.circle"
        case .connected: "checkmark.circle"
        case .syncing: "arrow.triangle.2.circlepath"
        }
    }

    var color: Color {
        switch self {
        case .disconnected: Palette.failed
        case .evaluation, .syncing: Palette.trying
        case .connected: Palette.on
        }
    }
}

extension Lamp {
    var word: String {
        switch self {
        case .off: phrase("lamp_off")
        case .trying: phrase("lamp_trying")
        case .on: phrase("lamp_on")
        case .failed: phrase("lamp_failed")
        }
    }

    var reason: String? {
        if case .failed(let reason) = self { reason } else { nil }
    }

    fileprivate var symbol: String {
        switch self {
        case .off: "circle"
        case .trying: "circle.dotted"
        case .on: "checkmark.circle.fill"
        case .failed: "xmark.octagon.fill"
        }
    }

    fileprivate var color: Color {
        switch self {
        case .off: Palette.off
        case .trying: Palette.trying
        case .on: Palette.on
        case .failed: Palette.failed
        }
    }
}

/// The four lamps in words, each with its reason when it failed (ML-17, ML-28).
struct LampRows: View {
    let lamps: Lamps

    var body: some View {
        LampRow(name: phrase("lamp_net"), meaning: phrase("lamp_net_meaning"), lamp: lamps.net)
        LampRow(name: phrase("lamp_mobile"), meaning: phrase("lamp_mobile_meaning"), lamp: lamps.mobile)
        LampRow(name: phrase("lamp_imap"), meaning: phrase("lamp_imap_meaning"), lamp: lamps.imap)
        LampRow(name: phrase("lamp_smtp"), meaning: phrase("lamp_smtp_meaning"), lamp: lamps.smtp)
    }
}

struct LampRow: View {
    let name: String
    let meaning: String
    let lamp: Lamp

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            BesideOrBeneath(Text(name), state)
            Text(lamp.reason ?? meaning).font(.footnote).foregroundStyle(Palette.quiet)
        }
        .frame(minHeight: touchTarget)
        .accessibilityElement(children: .combine)
    }

    private var state: some View {
        Label(lamp.word, systemImage: lamp.symbol).foregroundStyle(lamp.color).font(.body.weight(.medium))
    }
}
