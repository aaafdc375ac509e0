package org.mobilelink.wire

/**
 * A password, token or PIN. It prints as `Secret(…)`, also inside what holds it, so that it reaches no log by accident.
 */
@JvmInline
public value class Secret(
    /** The text itself, for the one place that shows or sends it. */
    public val exposed: String,
) {
    override fun toString(): String = "Secret(…)"
}
