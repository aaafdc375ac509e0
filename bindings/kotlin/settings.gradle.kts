pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
    versionCatalogs {
        // One list of versions for the binding and the app.
        create("libs") { from(files("../../android-demo/gradle/libs.versions.toml")) }
    }
}

rootProject.name = "mobilelink"
