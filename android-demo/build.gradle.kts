// Versions stand in gradle/libs.versions.toml; the same ones are compiled and tested by Maven from tests/android.
plugins {
    alias(libs.plugins.android.application) apply false
    alias(libs.plugins.android.library) apply false
    alias(libs.plugins.kotlin.jvm) apply false
    alias(libs.plugins.kotlin.compose) apply false
    alias(libs.plugins.compose.desktop) apply false
}
