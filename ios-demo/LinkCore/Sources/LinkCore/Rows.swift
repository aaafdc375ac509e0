import Foundation
import MobileLink

extension VoicemailRow {
    init(_ voicemail: Voicemail) {
        let (who, number) = voicemail.sender.named
        self.init(
            id: voicemail.id, who: who, number: number, isInternal: voicemail.sender.isInternal,
            isForward: voicemail.kind == .forward, receivedAt: voicemail.receivedAt,
            durationMs: voicemail.durationMs.map { Int(clamping: $0) }, isNew: !voicemail.seen,
            pending: voicemail.pending, preview: firstWords(voicemail.text))
    }
}

extension SentRow {
    init(_ voicemail: Voicemail) {
        self.init(
            id: voicemail.id, recipients: voicemail.recipients.map(\.name), sentAt: voicemail.receivedAt,
            durationMs: voicemail.durationMs.map { Int(clamping: $0) },
            preview: firstWords(voicemail.text) ?? firstWords(voicemail.subject))
    }
}

extension PersonRow {
    init(_ person: Person, me: String?) {
        self.init(
            id: person.id, name: person.name, extension: person.extension, presence: person.presence.presence,
            note: person.presence.note.flatMap { $0.isEmpty ? nil : $0 }, isMe: person.id == me)
    }
}

extension ConferenceRow {
    init(_ conference: Conference) {
        self.init(
            id: conference.id, name: conference.name, number: conference.number, standing: conference.state,
            startAt: conference.startAt, durationMs: conference.durationMs.map { Int(clamping: $0) },
            overtime: conference.overtime)
    }
}

extension Sender {
    /// Name and number as rows show them: a number that stands for the name is not said twice.
    var named: (who: String, number: String?) {
        switch self {
        case .internal(_, let name, let number): (name, number)
        case .external(let number, .some(let name)) where !name.isEmpty: (name, number.isEmpty ? nil : number)
        case .external(let number, _): (number, nil)
        }
    }

    var isInternal: Bool {
        if case .internal = self { true } else { false }
    }
}

extension Person {
    var name: String { fullName(firstName, lastName) }
}

extension User {
    var name: String { fullName(firstName, lastName) }
}

extension Content {
    /// A list that is empty is believed only when the cache was up to date once.
    init(_ items: [Item]?, _ standing: Standing?) {
        let caughtUp = standing?.caughtUp == true
        self =
            switch items {
            case .some(let items) where !items.isEmpty: .ready(items)
            case .some where caughtUp: .empty
            default: standing?.offline == true && !caughtUp ? .failed(.offline) : .loading
            }
    }
}

extension VoicemailOrder {
    /// The messages in the order of ML-13; they come newest first.
    func rows(of messages: [Voicemail]) -> [VoicemailRow] {
        let rows = messages.map(VoicemailRow.init)
        return switch self {
        case .newestFirst: rows
        case .oldestFirst: rows.reversed()
        case .caller: rows.inDictionaryOrder { $0.who }
        }
    }
}

extension PeopleOrder {
    /// The directory in the order of ML-13.
    func people(_ people: [Person]) -> [Person] {
        switch self {
        case .lastName: people.inDictionaryOrder { "\($0.lastName) \($0.firstName)" }
        case .firstName: people.inDictionaryOrder { "\($0.firstName) \($0.lastName)" }
        case .extension:
            people.sorted { ($0.extension.count, $0.extension) < ($1.extension.count, $1.extension) }
        }
    }
}

/// Whether name or extension contains what was searched for, whatever its case.
func matches(_ search: String, name: String, extension: String) -> Bool {
    let wanted = search.trimmingCharacters(in: .whitespaces)
    return wanted.isEmpty || `extension`.contains(wanted)
        || name.range(of: wanted, options: .caseInsensitive) != nil
}

extension Array {
    /// Ä beside A, and upper beside lower case; equal ones keep their order.
    fileprivate func inDictionaryOrder(_ name: (Element) -> String) -> [Element] {
        // A key once per row: comparing 5,000 names by the rules of a language takes ten times as long.
        let keyed = map { element in
            (
                name(element).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil),
                element
            )
        }
        return keyed.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

private func fullName(_ first: String, _ last: String) -> String {
    [first, last].filter { !$0.isEmpty }.joined(separator: " ")
}

/// The beginning of the first line that says something; as much as two lines of a narrow screen take.
private func firstWords(_ text: String?) -> String? {
    let lines = (text ?? "").split(whereSeparator: \.isNewline).lazy
    let first = lines.map { $0.trimmingCharacters(in: .whitespaces) }.first { !$0.isEmpty }
    return first.map { String($0.prefix(120)) }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
