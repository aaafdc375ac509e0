/// One conference (ML-61).
public struct ConferenceDetailsState: Equatable, Sendable {
    /// None while loading, and after it was deleted.
    public var conference: ConferenceRow?
    /// Digits; none for somebody who may not see it.
    public var password: String?
    public var creator: String
    public var moderators: [String]
    /// 0 for once, or every 1, 7, 14, 21 or 28 days.
    public var repeatDays: Int
    /// May change name and password; the screen says that this comes with a later version.
    public var canModify: Bool
    public var passwordShown: Bool
    public var problem: Problem?

    public init(
        conference: ConferenceRow?,
        password: String?,
        creator: String,
        moderators: [String],
        repeatDays: Int,
        canModify: Bool,
        passwordShown: Bool,
        problem: Problem?
    ) {
        self.conference = conference
        self.password = password
        self.creator = creator
        self.moderators = moderators
        self.repeatDays = repeatDays
        self.canModify = canModify
        self.passwordShown = passwordShown
        self.problem = problem
    }
}

/// Prints without the password, because states reach logs.
extension ConferenceDetailsState: CustomReflectable {
    public var customMirror: Mirror {
        let children: KeyValuePairs<String, Any> = [
            "conference": conference as Any, "password": password.map { _ in Hidden() } as Any,
            "creator": creator, "moderators": moderators, "repeatDays": repeatDays, "canModify": canModify,
            "passwordShown": passwordShown, "problem": problem as Any,
        ]
        return Mirror(self, children: children, displayStyle: .struct)
    }
}

/// What can be done with one conference.
public enum ConferenceDetailsEvent: Equatable, Sendable {
    case togglePassword
}
