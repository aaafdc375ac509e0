"""The one handle programs hold."""

from __future__ import annotations

import atexit
import time
import typing
import weakref

from ._native import mobilelink as _native
from ._native.mobilelink_client import DemoOptions, Lamps, LinkOptions, LinkState, Logo, ServerSettings, Voicemail
from ._native.mobilelink_wire import Conference, CurrentPresence, Folder, Person, User
from .watching import Watch


class MobileLink(_native.MobileLink):
    """One account on one server, or the demo. Lives until it is let go; what watches it ends with it.

    Each `watch_…` without a listener gives a `Watch` for `async for`, which needs a running event loop. With a listener
    it calls that from the link's own threads, for as long as the `Subscription` is held.
    """

    @classmethod
    async def demo(cls, options: DemoOptions) -> MobileLink:
        """A link into the sample office, in memory, without a server and without a socket (ML-10, ML-70)."""
        return cls._of(await super().demo(options))

    @classmethod
    async def live(cls, server: ServerSettings, options: LinkOptions) -> MobileLink:
        """A link to a server. Opens no connection yet."""
        return cls._of(await super().live(server, options))

    @classmethod
    def _of(cls, generated: _native.MobileLink) -> MobileLink:
        # It is the same object; the generated constructors know nothing of this class.
        generated.__class__ = cls
        return typing.cast(MobileLink, generated)

    @typing.overload  # type: ignore[override]
    def watch_state(self) -> Watch[LinkState]: ...
    @typing.overload
    def watch_state(self, listener: _native.StateListener) -> _native.Subscription: ...
    def watch_state(self, listener=None):
        """The state now and after every change (ML-22)."""
        return _watch(super().watch_state, _State, listener)

    @typing.overload  # type: ignore[override]
    def watch_lamps(self) -> Watch[Lamps]: ...
    @typing.overload
    def watch_lamps(self, listener: _native.LampsListener) -> _native.Subscription: ...
    def watch_lamps(self, listener=None):
        """The four lamps now and after every change (ML-17)."""
        return _watch(super().watch_lamps, _Lamps, listener)

    @typing.overload  # type: ignore[override]
    def watch_presence(self) -> Watch[CurrentPresence]: ...
    @typing.overload
    def watch_presence(self, listener: _native.PresenceListener) -> _native.Subscription: ...
    def watch_presence(self, listener=None):
        """The own presence now and after every change, from wherever it was set (PRS-05)."""
        return _watch(super().watch_presence, _Presence, listener)

    @typing.overload  # type: ignore[override]
    def watch_directory(self) -> Watch[list[Person]]: ...
    @typing.overload
    def watch_directory(self, listener: _native.DirectoryListener) -> _native.Subscription: ...
    def watch_directory(self, listener=None):
        """The directory now and after every change."""
        return _watch(super().watch_directory, _Directory, listener)

    @typing.overload  # type: ignore[override]
    def watch_voicemails(self, folder: Folder) -> Watch[list[Voicemail]]: ...
    @typing.overload
    def watch_voicemails(self, folder: Folder, listener: _native.VoicemailsListener) -> _native.Subscription: ...
    def watch_voicemails(self, folder, listener=None):
        """The messages of a folder, newest first, now and after every change (ML-40)."""
        generated = super().watch_voicemails
        return _watch(lambda listener: generated(folder, listener), _Voicemails, listener)

    @typing.overload  # type: ignore[override]
    def watch_conferences(self) -> Watch[list[Conference]]: ...
    @typing.overload
    def watch_conferences(self, listener: _native.ConferencesListener) -> _native.Subscription: ...
    def watch_conferences(self, listener=None):
        """The conferences of the user now and after every change (ML-60)."""
        return _watch(super().watch_conferences, _Conferences, listener)

    @typing.overload  # type: ignore[override]
    def watch_user(self) -> Watch[User]: ...
    @typing.overload
    def watch_user(self, listener: _native.UserListener) -> _native.Subscription: ...
    def watch_user(self, listener=None):
        """The signed-in account now and after every change of mode, permissions or names."""
        return _watch(super().watch_user, _User, listener)

    @typing.overload  # type: ignore[override]
    def watch_logo(self) -> Watch[Logo]: ...
    @typing.overload
    def watch_logo(self, listener: _native.LogoListener) -> _native.Subscription: ...
    def watch_logo(self, listener=None):
        """The logo as it was last fetched, and each newer one; nothing before the first (LOGO-03)."""
        return _watch(super().watch_logo, _Logo, listener)


def _watch(generated, told, listener):
    if listener is None:
        return Watch(lambda news: _kept(generated(told(news))))
    return _kept(generated(listener))


_open: weakref.WeakSet[_native.Subscription] = weakref.WeakSet()


def _kept(subscription: _native.Subscription) -> _native.Subscription:
    _open.add(subscription)
    return subscription


@atexit.register
def _end_all() -> None:
    # Python ends a thread that calls into it from outside while it goes down, and with that thread the program.
    for subscription in list(_open):
        subscription.cancel()
    latest = time.monotonic() + 2
    while _native.alive().listeners > 0 and time.monotonic() < latest:
        time.sleep(0.005)
    time.sleep(0.005)


class _Told:
    """A listener that hands on what it is told."""

    def __init__(self, news) -> None:
        self._news = news

    def on_change(self, value) -> None:
        self._news.on_change(value)

    def on_end(self) -> None:
        self._news.on_end()


class _State(_Told, _native.StateListener):
    pass


class _Lamps(_Told, _native.LampsListener):
    pass


class _Presence(_Told, _native.PresenceListener):
    pass


class _Directory(_Told, _native.DirectoryListener):
    pass


class _Voicemails(_Told, _native.VoicemailsListener):
    pass


class _Conferences(_Told, _native.ConferencesListener):
    pass


class _User(_Told, _native.UserListener):
    pass


class _Logo(_Told, _native.LogoListener):
    pass
