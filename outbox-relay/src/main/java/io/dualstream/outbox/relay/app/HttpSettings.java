package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.settings.Setting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import org.jspecify.annotations.Nullable;

/** Settings of the relay process's HTTP server. A relay that runs inside an application serves no HTTP. */
record HttpSettings(
        @Setting(value = "address on which the relay process serves HTTP", name = "http.address", usual = "127.0.0.1")
        String address,

        @Setting(
                value = "HTTP port of the relay process; `0`: any free port; `-1`: no HTTP",
                name = "http.port",
                usual = "8090",
                atLeast = "-1",
                atMost = "65535")
        int port,

        @Setting(
                value = "bearer token for reading and changing dead letters over HTTP; without a token, nobody can",
                name = "http.token",
                secret = true)
        @Nullable
        String token) {

    private static final SettingCatalogue CATALOGUE = SettingCatalogue.of(HttpSettings.class);

    HttpSettings {
        CATALOGUE.check(HttpSettings.class, address, port, token);
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "Http[" + address + ", " + port + "]";
    }
}
