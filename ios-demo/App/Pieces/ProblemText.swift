import LinkCore
import SwiftUI

extension Problem {
    /// What happened and the way out, for people.
    var words: String {
        switch self {
        case .offline: phrase("problem_offline")
        case .signInRefused: phrase("problem_sign_in_refused")
        case .notPermitted: phrase("problem_not_permitted")
        case .full: phrase("problem_full")
        case .unsupported(let found): phrase("problem_unsupported", found)
        case .gone: phrase("problem_gone")
        case .invalid(let field, let reason): phrase("problem_invalid", label(of: field), reason)
        case .unexpected(let detail): phrase("problem_unexpected", detail)
        }
    }
}

/// What a field of the sign-in is called; a name it does not know stays as it is.
private func label(of field: String) -> String {
    switch field {
    case "username": phrase("sign_in_username")
    case "password": phrase("sign_in_password")
    case "host": phrase("sign_in_host")
    case "port": phrase("sign_in_port")
    case "imapPort": phrase("sign_in_imap_port")
    case "smtpPort": phrase("sign_in_smtp_port")
    case "fingerprint": phrase("fingerprint")
    default: field
    }
}

/// A problem that belongs to the place it is shown in.
struct ProblemNote: View {
    let problem: Problem

    var body: some View {
        Label(problem.words, systemImage: "exclamationmark.triangle")
            .foregroundStyle(Palette.failed)
            .frame(maxWidth: .infinity, minHeight: touchTarget, alignment: .leading)
    }
}
