import MobileLink

extension Problem {
    /// What a person can do about an error. Not for the cancellation of a task, which is no error.
    public init(_ error: any Error) {
        guard let error = error as? LinkError else {
            self = .unexpected(detail: String(describing: error))
            return
        }
        self =
            switch error {
            case .Offline: .offline
            case .SignInRefused: .signInRefused
            case .NotPermitted: .notPermitted
            case .Full: .full
            case .Unsupported(let found): .unsupported(found: found)
            case .Gone: .gone
            case .Invalid(let field, let reason): .invalid(field: field, reason: reason)
            case .Unexpected(let detail): .unexpected(detail: detail)
            }
    }
}
