//! What is read from generated text, as uniffi 0.32 writes it.

use proptest::prelude::*;

use super::*;

fn shape(language: Language, text: &str) -> String {
    let shape = of(language, &[("mobilelink".to_owned(), text.to_owned())]);
    shape.lines().skip_while(|line| line.starts_with('#')).skip(1).collect::<Vec<_>>().join("\n")
}

#[test]
fn kotlin_is_told_with_fields_cases_errors_and_what_is_thrown() {
    let text = r#"
@file:Suppress("NAME_SHADOWING")
package org.mobilelink
import com.sun.jna.Structure
@Structure.FieldOrder("capacity", "len")
open class RustBuffer : Structure() {
    @JvmField var capacity: Long = 0
}
internal inline fun<T> uniffiCall(make: () -> T) = try { make() } catch (e: Exception) { "}" }
public object FfiConverterString: FfiConverter<String, RustBuffer.ByValue> { override fun read() = 1 }
/** A listener { with a brace. */
public interface LampsListener {
    fun `onChange`(`lamps`: Lamps)
    companion object
}
open class LampsListenerImpl: Disposable, AutoCloseable, LampsListener
{
    override fun `onChange`(`lamps`: Lamps) = 1
}
public interface MobileLinkInterface { fun `state`(): LinkState }
open class MobileLink: Disposable, AutoCloseable, MobileLinkInterface
{
    constructor(withHandle: UniffiWithHandle, handle: Long) { this.handle = handle }
    protected val handle: Long
    val uniffiIsDestroyed: Boolean get() = wasDestroyed.get()
    @Synchronized
    override fun close() { this.destroy() }
    internal inline fun <R> callWithHandle(block: (handle: Long) -> R): R { return block("${this.x("}")} {") }
    @Throws(LinkException::class)override fun `lamps`(): Lamps {
    }
    @Throws(LinkException::class)
    @Suppress("X")
    override suspend fun `setSeen`(`id`: kotlin.String, `seen`: kotlin.Boolean) : Submission {
        return 1
    }
    companion object {
        @Throws(LinkException::class)
        suspend fun `demo`(`options`: DemoOptions): MobileLink { return 1 }
    }
}
data class Person (
    /**
     * First name.
     */
    var `firstName`: kotlin.String
    ,
    var `nicknames`: List<kotlin.String> = listOf()
    ,
    var `tags`: Map<kotlin.String, kotlin.UInt>
){
    companion object
}
sealed class LinkException: kotlin.Exception() {
    class Offline(
        val `leg`: Leg,
        val `reason`: kotlin.String
        ) : LinkException() {
        override val message
            get() = "leg=${ `leg` }"
    }
    class Full(
        ) : LinkException() {
    }
    companion object ErrorHandler : UniffiRustCallStatusErrorHandler<LinkException> {
        override fun lift(error_buf: RustBuffer.ByValue): LinkException = 1
    }
}
enum class Leg {
    REST,
    /** Mail. */
    IMAP;

    companion object
}
    @Throws(LinkException::class) fun `alive`(): Alive {
    }
inline fun <T : Disposable?, R> T.use(block: (T) -> R) =
    try { block(this) } finally { }
public typealias Timestamp = java.time.Instant
"#;
    assert_eq!(
        shape(Language::Kotlin, text),
        "package org.mobilelink

interface LampsListener
    fun onChange(lamps: Lamps)

enum class Leg
    REST
    IMAP

sealed class LinkException: Exception()
    class Offline(val leg: Leg, val reason: String)
    class Full

class MobileLink: Disposable, AutoCloseable, MobileLinkInterface
    fun close()
    fun lamps(): Lamps throws LinkException
    suspend fun setSeen(id: String, seen: Boolean): Submission throws LinkException
    companion object
        suspend fun demo(options: DemoOptions): MobileLink throws LinkException

data class Person
    var firstName: String
    var nicknames: List<String> = listOf()
    var tags: Map<String, UInt>

typealias Timestamp = java.time.Instant

fun alive(): Alive throws LinkException"
    );
}

#[test]
fn swift_is_told_in_one_way_however_it_is_spaced() {
    let text = r#"
import Foundation
#if canImport(MobileLinkFFI)
import MobileLinkFFI
#endif
fileprivate extension RustBuffer { init(bytes: [UInt8]) {} }
public protocol MobileLinkProtocol: AnyObject, Sendable {
    func state() throws  -> LinkState
}
open class MobileLink: MobileLinkProtocol, @unchecked Sendable {
    fileprivate let handle: UInt64
    public struct NoHandle { public init() {} }
    required public init(unsafeFromHandle handle: UInt64) { self.handle = handle }
    public func uniffiCloneHandle() -> UInt64 { return 1 }
    deinit { }
public static func demo(options: DemoOptions)async throws  -> MobileLink  {
    return "}"
}
open func retryNow()async throws   {
}
}
public protocol LampsListener: AnyObject, Sendable {
    /** Told { the lamps. */
    func onChange(lamps: Lamps) throws
}
public struct Person: Equatable, Hashable {
    public var `extension`: String
    public init(
        /**
         * Digits.
         */`extension`: String) {
        self.`extension` = `extension`
    }
}
public
enum LinkError: Swift.Error, Equatable {
    case Offline(
        /**
         * The leg.
         */leg: Leg,
        reason: String
    )
    case Full
    public var errorDescription: String? { String(reflecting: self) }
}
public enum Leg: Equatable, Hashable {
    case rest
}
extension Leg: Sendable {}
public struct FfiConverterTypeLeg: FfiConverterRustBuffer { public static func read() {} }
public func FfiConverterTypeLeg_lift(_ buf: RustBuffer) throws -> Leg { return 1 }
public typealias Timestamp = Date
public func alive()throws  -> Alive  {
}
"#;
    assert_eq!(
        shape(Language::Swift, text),
        "protocol LampsListener: AnyObject, Sendable
    func onChange(lamps: Lamps) throws

enum Leg: Equatable, Hashable
    case rest

enum LinkError: Swift.Error, Equatable
    case Offline(leg: Leg, reason: String)
    case Full
    var errorDescription: String?

class MobileLink: MobileLinkProtocol, Sendable
    static func demo(options: DemoOptions) async throws -> MobileLink
    func retryNow() async throws

struct Person: Equatable, Hashable
    var extension: String

typealias Timestamp = Date

func alive() throws -> Alive"
    );
}

#[test]
fn python_is_told_by_indentation() {
    let text = r#"
class _UniffiRustBuffer(ctypes.Structure):
    CASE = 1
class InternalError(Exception):
    pass
class LinkError(Exception):
    """
    Why. class No:
"""
    pass
class LinkError:  # type: ignore
    class Offline(_UniffiTempLinkError):
        def __init__(self, leg, reason):
            self.leg = leg
    class Full(_UniffiTempLinkError):
        def __init__(self):
            pass
        def __repr__(self):
            return 1
class LinkState(enum.Enum):
    CONNECTED = 0
    """
    Signed in.
"""
@dataclass
class Person:
    def __init__(self, *, first_name:str, tags:typing.Dict[str, int]):
        self.first_name = first_name
class Sender:
    def __init__(self):
        raise RuntimeError("no")
    @dataclass
    class EXTERNAL:
        def __init__(self, number:str, name:typing.Optional[str]):
            self.number = number
    def is_EXTERNAL(self) -> bool:
        return True
class MobileLinkProtocol(typing.Protocol):
    def state(self, ) -> LinkState:
        raise NotImplementedError
class MobileLink(MobileLinkProtocol):
    _handle: ctypes.c_uint64
    @classmethod
    async def demo(cls, options: mobilelink_client.DemoOptions) -> MobileLink:
        return 1
    def __init__(self, *args, **kwargs):
        raise ValueError("no")
    def _uniffi_clone_handle(self):
        return 1
    async def set_seen(self, id: str,seen: bool) -> Submission:
        return 1
def version() -> str:
    return ""
def _uniffi_load():
    return 1
def uniffi_set_event_loop(loop):
    return 1
"#;
    assert_eq!(
        shape(Language::Python, text),
        "module mobilelink

class LinkError(Exception)
    class Offline(leg, reason)
    class Full

class LinkState(enum.Enum)
    CONNECTED

class MobileLink(MobileLinkProtocol)
    async def demo(options: mobilelink_client.DemoOptions) -> MobileLink
    async def set_seen(id: str, seen: bool) -> Submission

class Person
    first_name: str
    tags: typing.Dict[str, int]

class Sender
    class EXTERNAL(number: str, name: typing.Optional[str])

def version() -> str"
    );
}

proptest! {
    #[test]
    fn any_text_has_a_shape(text in "(class |fun |public |enum |case |def |@|[a-z ]|\n|\\{|\\}|\\(|\\)|\"|'|\\\\|/\\*|//|,|;|:|=|\\PC){0,60}") {
        for language in Language::ALL {
            of(language, &[("a".to_owned(), text.clone())]);
        }
    }
}
