import SwiftUI

/// A section with a title that can be read: the grey of the system is too faint for it.
struct Titled<Rows: View>: View {
    private let title: String
    private let rows: Rows

    init(_ title: String, @ViewBuilder rows: () -> Rows) {
        self.title = title
        self.rows = rows()
    }

    var body: some View {
        Section {
            rows
        } header: {
            Text(title).textCase(nil).foregroundStyle(Palette.quiet)
        }
    }
}
