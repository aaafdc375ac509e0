import MobileLink
import SwiftUI

/// What the examination of the connection found, and the way out; a new certificate can be trusted from here.
struct FindingSection: View {
    let finding: Finding
    let pin: (@MainActor () -> Void)?

    var body: some View {
        Titled(phrase("status_finding")) {
            Label(finding.words, systemImage: finding.symbol)
                .foregroundStyle(finding == .well ? Palette.on : Palette.trying)
                .frame(minHeight: touchTarget)
            if let fingerprint = finding.fingerprint {
                VStack(alignment: .leading, spacing: 2) {
                    Text(phrase("fingerprint"))
                    Text(fingerprint).font(.footnote.monospaced()).textSelection(.enabled)
                }
                .accessibilityElement(children: .combine)
            }
            if let pin, case .unknownCertificate = finding {
                Button(phrase("trust_certificate"), action: pin).frame(minHeight: touchTarget)
            }
        }
    }
}

extension Finding {
    /// What is wrong, or that all is well, and the way out.
    fileprivate var words: String {
        switch self {
        case .well: phrase("finding_well")
        case .unknownHost: phrase("finding_unknown_host")
        case .unreachable(let leg, let port): phrase("finding_unreachable", leg.name, String(port))
        case .noAnswer(let leg, let port): phrase("finding_no_answer", leg.name, String(port))
        case .notMobileLink(let port): phrase("finding_not_mobile_link", String(port))
        case .unknownCertificate: phrase("finding_unknown_certificate")
        case .otherCertificate: phrase("finding_other_certificate")
        case .speaksTls: phrase("finding_speaks_tls")
        case .speaksPlain: phrase("finding_speaks_plain")
        case .unsupported(let found): phrase("finding_unsupported", found)
        case .other(let leg, let reason): phrase("finding_other", leg.name, reason)
        }
    }

    fileprivate var symbol: String {
        switch self {
        case .well: "checkmark.circle"
        case .unknownCertificate, .otherCertificate: "lock.shield"
        default: "exclamationmark.triangle"
        }
    }

    /// In groups of four, as one compares it aloud.
    fileprivate var fingerprint: String? {
        switch self {
        case .unknownCertificate(let fingerprint), .otherCertificate(let fingerprint): grouped(fingerprint)
        default: nil
        }
    }
}

extension Leg {
    fileprivate var name: String {
        switch self {
        case .net: phrase("lamp_net")
        case .mobile: phrase("lamp_mobile")
        case .imap: phrase("lamp_imap")
        case .smtp: phrase("lamp_smtp")
        }
    }
}

private func grouped(_ fingerprint: String) -> String {
    let letters = Array(fingerprint.filter { $0.isLetter || $0.isNumber }.uppercased())
    let groups = stride(from: 0, to: letters.count, by: 4).map {
        String(letters[$0..<min($0 + 4, letters.count)])
    }
    return groups.joined(separator: " ")
}
