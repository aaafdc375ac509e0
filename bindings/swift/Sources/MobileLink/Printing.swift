extension Conference: CustomReflectable {
    /// Without the password, so that it reaches no log by accident, however it is printed (ML-60).
    public var customMirror: Mirror {
        let hidden: Any = password == nil ? "nil" : "Secret(…)"
        return Mirror(
            self,
            children: [
                "id": id, "number": number, "name": name, "password": hidden, "kind": kind, "state": state,
                "overtime": overtime, "creator": creator, "moderators": moderators, "startAt": startAt as Any,
                "durationMs": durationMs as Any, "repeatDays": repeatDays, "canModify": canModify,
                "revision": revision,
            ],
            displayStyle: .struct)
    }
}
