package org.mobilelink.android

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.os.Handler
import android.os.Looper

/** Says on the main thread when the network is back, so that a lost link is not waited for. */
internal fun Context.whenNetworkIsBack(act: () -> Unit) {
    val network = object : ConnectivityManager.NetworkCallback() {
        override fun onAvailable(network: Network) = act()
    }
    val networks = getSystemService(Context.CONNECTIVITY_SERVICE) as ConnectivityManager
    networks.registerDefaultNetworkCallback(network, Handler(Looper.getMainLooper()))
}
