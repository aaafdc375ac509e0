import LinkCore
import MobileLink
import SwiftUI

/// The directory: who is where.
struct PeopleView: View {
    let state: PeopleState
    let send: Send<PeopleEvent>

    var body: some View {
        Listing(
            content: state.content,
            empty: state.search.isEmpty ? phrase("people_empty") : phrase("people_not_found", state.search),
            emptyHint: phrase(state.search.isEmpty ? "people_empty_hint" : "people_not_found_hint"),
            emptySymbol: "person.3", retry: nil
        ) { people in
            ForEach(people) { PersonRowView(person: $0) }
        }
        .searchable(
            text: Binding(get: { state.search }, set: { send(.search($0)) }),
            prompt: Text(phrase("people_search"))
        )
        .readableWidth()
    }
}

private struct PersonRowView: View {
    let person: PersonRow

    var body: some View {
        HStack(spacing: 12) {
            RowIcon(symbol: person.presence.symbol)
            VStack(alignment: .leading, spacing: 2) {
                BesideOrBeneath(name, number)
                Text(whereabouts).font(.subheadline).foregroundStyle(Palette.quiet)
            }
        }
        .frame(minHeight: touchTarget + 8)
        .accessibilityElement(children: .combine)
    }

    private var name: some View {
        Text(person.isMe ? "\(person.name) (\(phrase("people_me")))" : person.name)
            .fontWeight(person.isMe ? .semibold : .regular)
    }

    private var number: some View {
        Text(person.extension).monospacedDigit().foregroundStyle(Palette.quiet)
            .accessibilityLabel(phrase("people_extension", person.extension))
    }

    private var whereabouts: String {
        guard let note = person.note, !note.isEmpty else { return person.presence.word }
        return "\(person.presence.word) · \(note)"
    }
}
