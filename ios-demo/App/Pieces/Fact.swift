import SwiftUI

/// A name and what it is, beside each other or, at large type, beneath.
struct Fact: View {
    private let name: String
    private let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var body: some View {
        BesideOrBeneath(Text(name), words)
            .frame(minHeight: touchTarget)
            .accessibilityElement(children: .combine)
    }

    private var words: some View {
        Text(value).foregroundStyle(Palette.quiet).textSelection(.enabled)
    }
}
