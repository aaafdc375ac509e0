package org.mobilelink.desktop

import java.io.File

/** Where a program of one user keeps what is his on each system. */
object DataFolder {
    fun ofThisSystem(): File = of(System.getProperty("os.name"), File(System.getProperty("user.home")), System::getenv)

    internal fun of(system: String, home: File, variable: (String) -> String?): File = when {
        system.startsWith("Mac") -> home.resolve("Library/Application Support/Mobile Link")
        system.startsWith("Windows") ->
            (variable("LOCALAPPDATA")?.let(::File) ?: home.resolve("AppData/Local")).resolve("Mobile Link")
        // The XDG Base Directory Specification: a path that is not absolute does not count.
        else -> (variable("XDG_DATA_HOME")?.let(::File)?.takeIf { it.isAbsolute } ?: home.resolve(".local/share"))
            .resolve("mobile-link")
    }
}
