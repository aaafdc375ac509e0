"""Presence, voicemail and conferences of a Mobile Link server.

Begin with `MobileLink.live` or `MobileLink.demo`. Every call raises a `LinkError`, sorted by what to do about it.
"""

from ._native import mobilelink as _mobilelink
from ._native import mobilelink_client as _client
from ._native import mobilelink_wire as _wire

# By name, not by star: MobileLink is the one of .link.
from ._native.mobilelink import (
    Alive as Alive,
    ConferencesListener as ConferencesListener,
    DirectoryListener as DirectoryListener,
    LampsListener as LampsListener,
    ListenerFailed as ListenerFailed,
    LogoListener as LogoListener,
    PresenceListener as PresenceListener,
    StateListener as StateListener,
    Submission as Submission,
    Subscription as Subscription,
    UserListener as UserListener,
    VoicemailsListener as VoicemailsListener,
    alive as alive,
    diagnose as diagnose,
    version as version,
)
from ._native.mobilelink_client import *
from ._native.mobilelink_wire import *
from .link import MobileLink as MobileLink
from .secret import Secret as Secret
from .watching import Watch as Watch

# Without uniffi's own parts.
__all__ = sorted(
    {"Secret", "Watch"}.union(
        name
        for module in (_mobilelink, _client, _wire)
        for name in module.__all__
        if not name.endswith(("Impl", "Protocol")) and name != "InternalError"
    )
)
