package org.mobilelink

import kotlinx.coroutines.runBlocking
import org.mobilelink.client.DemoOptions
import org.mobilelink.wire.Folder

/**
 * What a call costs through the binding; `bindings/ffi/examples/call_cost.rs` is the same without it.
 *
 * With a port as argument it signs in to a server on this machine as alice; without one it uses the demo.
 */
fun main(arguments: Array<String>) = runBlocking {
    val port = arguments.firstOrNull()?.substringAfterLast(':')?.toInt()
    val link = when (port) {
        null -> MobileLink.demo(DemoOptions(OPTIONS, null))
        else -> MobileLink.live(DemoServer.here(port), OPTIONS)
    }
    link.use {
        link.signIn("alice", PASSWORD)
        link.ready()
        measured("state()", 200_000) { link.state() }
        measured("ready()", 20_000) { link.ready() }
        measured("presence()", 5_000) { link.presence() }
        val messages = link.voicemails(Folder.INBOX).size
        measured("$messages messages", 100) { link.voicemails(Folder.INBOX) }
    }
}

/** Prints the mean of many calls, one after the other, in the best of ten rounds: the JVM warms up, other programs run. */
private suspend fun measured(what: String, times: Int, call: suspend () -> Unit) {
    val rounds = List(10) {
        val start = System.nanoTime()
        repeat(times / 10) { call() }
        System.nanoTime() - start
    }
    println("%-14s %9.3f µs a call".format(what, rounds.min() / 1e2 / times))
}
