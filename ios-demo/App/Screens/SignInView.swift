import LinkCore
import MobileLink
import SwiftUI

/// Sign in, and where the server is: the demo first, because it needs nothing (ML-10 to ML-12, ML-17).
struct SignInView: View {
    let state: SignInState
    let send: Send<SignInEvent>
    @FocusState private var focus: Field?

    private enum Field: Hashable { case username, password, host, port, imapPort, smtpPort, fingerprint }

    var body: some View {
        Form {
            Section {
                Toggle(phrase("sign_in_demo"), isOn: Binding(get: { state.demo }, set: { send(.demo($0)) }))
            } footer: {
                Text(phrase("sign_in_demo_hint")).foregroundStyle(Palette.quiet)
            }
            if !state.demo {
                account
                server
                Titled(phrase("lamps_title")) { LampRows(lamps: state.lamps) }
                if let finding = state.finding { FindingSection(finding: finding, pin: { send(.pin) }) }
            }
            if let problem = state.problem { ProblemNote(problem: problem) }
            Section { signIn }
        }
        .scrollDismissesKeyboard(.interactively)
        .scrollContentBackground(.hidden)
        .readableWidth(on: Palette.ground)
        .onChange(of: focus) { left, _ in if left != nil { send(.fieldLeft) } }
    }

    private var account: some View {
        Section {
            field(phrase("sign_in_username"), text: state.username, .username) { .username($0) }
                .textContentType(.username)
                .submitLabel(.next)
                .onSubmit { focus = .password }
            SecureField(
                phrase("sign_in_password"),
                text: Binding(get: { state.password }, set: { send(.password($0)) })
            )
            .textContentType(.password)
            .focused($focus, equals: .password)
            .frame(minHeight: touchTarget)
            .submitLabel(.next)
            .onSubmit { focus = .host }
        }
    }

    private var server: some View {
        Section {
            field(phrase("sign_in_host"), text: state.host, .host) { .host($0) }
                .keyboardType(.URL)
                .submitLabel(.go)
                .onSubmit { if state.canSignIn { send(.signIn) } }
            DisclosureGroup(
                isExpanded: Binding(get: { state.details }, set: { _ in send(.toggleDetails) })
            ) {
                number(phrase("sign_in_port"), text: state.port, .port) { .port($0) }
                number(phrase("sign_in_imap_port"), text: state.imapPort, .imapPort) { .imapPort($0) }
                number(phrase("sign_in_smtp_port"), text: state.smtpPort, .smtpPort) { .smtpPort($0) }
                Picker(
                    phrase("sign_in_protection"),
                    selection: Binding(get: { state.protection }, set: { send(.protect($0)) })
                ) {
                    ForEach(Protection.allCases, id: \.self) { Text($0.word).tag($0) }
                }
                Text(state.protection.hint).font(.footnote).foregroundStyle(Palette.quiet)
                if state.protection == .pinned {
                    field(phrase("fingerprint"), text: state.fingerprint, .fingerprint) {
                        .fingerprint($0)
                    }
                }
            } label: {
                Text(phrase("sign_in_details")).frame(minHeight: touchTarget)
            }
        } footer: {
            Text(phrase("sign_in_host_hint")).foregroundStyle(Palette.quiet)
        }
    }

    private var signIn: some View {
        Button {
            focus = nil
            send(.signIn)
        } label: {
            HStack(spacing: 12) {
                if state.busy { ProgressView() }
                Text(
                    phrase(
                        state.busy ? "sign_in_busy" : state.demo ? "sign_in_action_demo" : "sign_in_action")
                ).bold()
            }
            .frame(maxWidth: .infinity)
        }
        .mainAction()
        .disabled(!state.canSignIn || state.busy)
        .keyboardShortcut(.defaultAction)
        .accessibilityIdentifier("sign-in")
    }

    private func field(
        _ label: String, text: String, _ field: Field, event: @escaping @MainActor (String) -> SignInEvent
    ) -> some View {
        TextField(label, text: Binding(get: { text }, set: { send(event($0)) }))
            .focused($focus, equals: field)
            .textInputAutocapitalization(.never)
            .autocorrectionDisabled()
            .frame(minHeight: touchTarget)
    }

    private func number(
        _ label: String, text: String, _ place: Field, event: @escaping @MainActor (String) -> SignInEvent
    ) -> some View {
        LabeledContent(label) {
            field(label, text: text, place, event: event)
                .keyboardType(.numberPad)
                .multilineTextAlignment(.trailing)
                .monospacedDigit()
        }
    }
}

extension Protection {
    fileprivate var word: String {
        switch self {
        case .automatic: phrase("protection_automatic")
        case .publicCertificates: phrase("protection_public")
        case .pinned: phrase("protection_pinned")
        case .plain: phrase("protection_plain")
        }
    }

    fileprivate var hint: String {
        switch self {
        case .automatic: phrase("protection_automatic_hint")
        case .publicCertificates: phrase("protection_public_hint")
        case .pinned: phrase("protection_pinned_hint")
        case .plain: phrase("protection_plain_hint")
        }
    }
}
