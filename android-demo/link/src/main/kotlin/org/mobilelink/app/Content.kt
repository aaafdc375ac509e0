package org.mobilelink.app

/** What a list shows. Each screen has a look for each of the four. */
sealed interface Content<out T> {
    /** Nothing is known yet. */
    data object Loading : Content<Nothing>

    /** There is nothing. */
    data object Empty : Content<Nothing>

    /** There is this. */
    data class Ready<T>(val items: List<T>) : Content<T>

    /** It could not be read. */
    data class Failed(val problem: Problem) : Content<Nothing>
}
