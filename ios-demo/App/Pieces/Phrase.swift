import Foundation

/// The text of a key in the user's language. Arguments take the places of `%1$@`, `%2$lld` and so on.
///
/// The keys are those of the Android app; a key without a text is found by `tests/ios/check.sh`.
func phrase(_ key: String, _ arguments: String...) -> String {
    filled(Bundle.main.localizedString(forKey: key, value: nil, table: nil), with: arguments)
}

/// The text for a number of things: `key_one` for one, `key_other` for the rest; the number is the last argument.
func phrase(_ key: String, _ arguments: String..., counting count: Int) -> String {
    let form = count == 1 ? key + "_one" : key + "_other"
    let text = Bundle.main.localizedString(forKey: form, value: nil, table: nil)
    return filled(text, with: arguments + [count.formatted()])
}

private func filled(_ text: String, with arguments: [String]) -> String {
    var filled = text
    for (index, argument) in arguments.enumerated() {
        filled = filled.replacingOccurrences(of: "%\(index + 1)$@", with: argument)
        filled = filled.replacingOccurrences(of: "%\(index + 1)$lld", with: argument)
    }
    return filled
}
