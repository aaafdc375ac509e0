import Foundation

/// A moment in a list: the clock today, the date before.
func moment(_ date: Date) -> String {
    Calendar.current.isDateInToday(date) ? time(date) : date.formatted(day(date))
}

/// A moment in full: day and clock, in words where the day is near.
func fullMoment(_ date: Date) -> String {
    let calendar = Calendar.current
    if calendar.isDateInToday(date) { return phrase("today_at", time(date)) }
    if calendar.isDateInYesterday(date) { return phrase("yesterday_at", time(date)) }
    if calendar.isDateInTomorrow(date) { return phrase("tomorrow_at", time(date)) }
    return phrase("day_at", date.formatted(day(date).weekday(.abbreviated)), time(date))
}

private func time(_ date: Date) -> String {
    date.formatted(date: .omitted, time: .shortened)
}

/// Day and month, in the order of the language; the year only when it is another one.
private func day(_ date: Date) -> Date.FormatStyle {
    let short = Date.FormatStyle.dateTime.day().month(.abbreviated)
    let thisYear = Calendar.current.isDate(date, equalTo: .now, toGranularity: .year)
    return thisYear ? short : short.year()
}

/// Minutes and seconds as players show them, hours where there are: 0:07, 12:30, 1:02:03.
func clock(milliseconds: Int) -> String {
    let seconds = max(0, milliseconds) / 1000
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    return hours == 0 ? "\(minutes):\(padded(rest))" : "\(hours):\(padded(minutes)):\(padded(rest))"
}

private func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}

/// A length in words, for a screen reader and where there is room.
func spokenLength(milliseconds: Int) -> String {
    let seconds = max(0, milliseconds) / 1000
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    var words: [String] = []
    if hours > 0 { words.append(phrase("spoken_hours", counting: hours)) }
    if minutes > 0 { words.append(phrase("spoken_minutes", counting: minutes)) }
    if rest > 0 || words.isEmpty { words.append(phrase("spoken_seconds", counting: rest)) }
    return words.joined(separator: " ")
}
