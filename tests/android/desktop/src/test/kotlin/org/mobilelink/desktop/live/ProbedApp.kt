package org.mobilelink.desktop.live

import java.io.BufferedReader
import java.io.File
import java.io.IOException
import java.util.concurrent.TimeUnit

/** The desktop app in a window on [display], started as a user starts it, and asked through [WindowProbe]. */
class ProbedApp(display: String, private val log: File, arguments: List<String>, environment: Map<String, String> = emptyMap()) :
    AutoCloseable {
    private val app: Process = ProcessBuilder(
        listOf(
            File(System.getProperty("java.home"), "bin/java").path,
            "-cp", System.getProperty("java.class.path"),
            "-Dmobilelink.library=${System.getProperty("jna.library.path")}",
            "-Dskiko.renderApi=SOFTWARE",
            "-Dcompose.accessibility.enable=true",
            "org.mobilelink.desktop.live.WindowProbeKt",
        ) + arguments,
    ).apply {
        environment().putAll(environment)
        environment()["DISPLAY"] = display
        environment()["LANG"] = "C.UTF-8"
        redirectError(log)
    }.start()

    private val answers: BufferedReader = app.inputStream.bufferedReader()

    /** When it was there, in epoch milliseconds. */
    fun await(text: String): Long = ask("await $text").toLong()

    fun click(text: String) {
        ask("click $text")
    }

    fun type(text: String) {
        ask("type $text")
    }

    /** Keys held together, by the names of Java: `CONTROL+A`. */
    fun press(keys: String) {
        ask("press $keys")
    }

    /** Such as "New", of what is called [text]. */
    fun stateOf(text: String): String = ask("state $text")

    fun shoot(file: File) {
        file.absoluteFile.parentFile.mkdirs()
        ask("shot ${file.absolutePath}")
    }

    fun writeTree(file: File) {
        ask("tree ${file.absolutePath}")
    }

    private fun ask(command: String): String {
        val answer = exchange(command)
        if (answer.startsWith("no ")) {
            exchange("shot ${File("target/failed.png").absolutePath}")
            exchange("tree ${File("target/failed.txt").absolutePath}")
            throw IOException("$command: $answer; see target/failed.png and .txt\n${log.readText().take(4_000)}")
        }
        return answer.substring(3).trim()
    }

    private fun exchange(command: String): String {
        app.outputStream.write("$command\n".toByteArray())
        app.outputStream.flush()
        return generateSequence(answers::readLine).firstOrNull { it.startsWith("ok ") || it.startsWith("no ") }
            ?: throw IOException("$command: the app ended\n${log.readText().take(4_000)}")
    }

    override fun close() {
        app.destroy()
        if (!app.waitFor(10, TimeUnit.SECONDS)) app.destroyForcibly()
    }
}
