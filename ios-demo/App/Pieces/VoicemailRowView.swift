import LinkCore
import SwiftUI

/// One message in a list: a dot and bold when new, who, when, how long, what is written in it.
struct VoicemailRowView: View {
    let row: VoicemailRow
    @ScaledMetric(relativeTo: .body) private var dot: CGFloat = 10

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 10) {
            Circle().fill(Palette.primary).frame(width: dot, height: dot).opacity(row.isNew ? 1 : 0)
            VStack(alignment: .leading, spacing: 3) {
                BesideOrBeneath(who, time)
                facts
                if let preview = row.preview, !preview.isEmpty {
                    Text(preview).font(.subheadline).foregroundStyle(Palette.quiet).lineLimit(2)
                }
            }
        }
        .frame(maxWidth: .infinity, minHeight: touchTarget + 16, alignment: .leading)
        .contentShape(Rectangle())
    }

    private var who: some View {
        Text(row.name).fontWeight(row.isNew ? .bold : .regular).foregroundStyle(.primary)
    }

    private var time: some View {
        Text(moment(row.receivedAt)).font(.subheadline).monospacedDigit()
            .foregroundStyle(row.isNew ? Palette.primary : Palette.quiet)
    }

    private var facts: some View {
        HStack(spacing: 6) {
            Image(
                systemName: row.isForward
                    ? "arrowshape.turn.up.right" : row.isInternal ? "building.2" : "phone"
            )
            .imageScale(.small)
            if let number = row.number { Text(number).monospacedDigit() }
            if let length = row.durationMs { Text(clock(milliseconds: length)).monospacedDigit() }
            if row.pending { Image(systemName: "clock.arrow.circlepath").imageScale(.small) }
        }
        .font(.footnote)
        .foregroundStyle(Palette.quiet)
    }
}

extension VoicemailRow {
    /// Who called, or that the number was withheld.
    var name: String { who.isEmpty ? phrase("inbound_withheld") : who }

    /// The row as a sentence, in the order of what matters.
    var spoken: String {
        var facts = [phrase(isNew ? "inbound_new" : "inbound_heard"), name]
        facts.append(moment(receivedAt))
        if let durationMs { facts.append(spokenLength(milliseconds: durationMs)) }
        facts.append(
            phrase(isForward ? "inbound_forwarded" : isInternal ? "inbound_internal" : "inbound_external"))
        if let number { facts.append(number) }
        if pending { facts.append(phrase("inbound_pending")) }
        if let preview { facts.append(preview) }
        return facts.joined(separator: ", ")
    }
}
