package org.mobilelink.app.link

import org.mobilelink.app.Problem
import org.mobilelink.client.LinkException

/** What a person can do about an error. Not for the cancellation of a coroutine, which is no error. */
fun problemOf(error: Throwable): Problem = when (error) {
    is LinkException -> when (error) {
        is LinkException.Offline -> Problem.Offline
        is LinkException.SignInRefused -> Problem.SignInRefused
        is LinkException.NotPermitted -> Problem.NotPermitted
        is LinkException.Full -> Problem.Full
        is LinkException.Unsupported -> Problem.Unsupported(error.found)
        is LinkException.Gone -> Problem.Gone
        is LinkException.Invalid -> Problem.Invalid(error.field, error.reason)
        is LinkException.Unexpected -> Problem.Unexpected(error.detail)
    }
    else -> Problem.Unexpected(error.message ?: error.javaClass.simpleName)
}
