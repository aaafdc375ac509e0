// What the check must refuse, each line that is marked; never part of the app.
import LinkCore
import SwiftUI

struct BadView: View {
    let state: InboundState
    let send: Send<InboundEvent>

    var body: some View {
        Text(state.kontent)  // wrong: no such field
    }

    var number: some View {
        Text(42)  // wrong: not a text
    }

    var button: some View {
        Button(phrase("undo")) { send(.undo) }  // wrong: no such event
    }

    var toggle: some View {
        Toggle(phrase("speaker"), isOn: true)  // wrong: not a binding
    }

    nonisolated func refresh() {
        send(.refresh)  // wrong: off the main actor
    }
}
