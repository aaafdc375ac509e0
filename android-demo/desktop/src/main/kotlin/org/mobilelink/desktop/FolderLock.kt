package org.mobilelink.desktop

import java.io.File
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.channels.OverlappingFileLockException
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.WRITE

/**
 * One process per data folder: two would renew the same session behind each other's back, and the server, which takes
 * that for theft, ends it for both.
 *
 * Held until it is closed or the process ends, however it ends.
 */
internal class FolderLock private constructor(private val channel: FileChannel?) : AutoCloseable {
    override fun close() {
        channel?.close()
    }

    companion object {
        /** None when somebody holds the folder. */
        fun of(folder: File): FolderLock? {
            folder.mkdirs()
            val channel = try {
                FileChannel.open(folder.toPath().resolve("lock"), CREATE, WRITE)
            } catch (_: IOException) {
                return FolderLock(null)
            }
            if (!isTaken(channel)) return FolderLock(channel)
            channel.close()
            return null
        }

        private fun isTaken(channel: FileChannel): Boolean = try {
            channel.tryLock() == null
        } catch (_: OverlappingFileLockException) {
            true
        } catch (_: IOException) {
            // A disk that knows no locks keeps nobody out.
            false
        }
    }
}
