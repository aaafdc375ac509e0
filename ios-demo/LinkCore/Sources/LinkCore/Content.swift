/// What a list shows. Each screen has a look for each of the four.
public enum Content<Item: Equatable & Sendable>: Equatable, Sendable {
    /// Nothing is known yet.
    case loading
    /// There is nothing.
    case empty
    /// There is this.
    case ready([Item])
    /// It could not be read.
    case failed(Problem)
}
