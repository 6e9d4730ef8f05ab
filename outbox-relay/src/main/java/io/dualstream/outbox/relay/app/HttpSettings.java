package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.settings.Setting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import org.jspecify.annotations.Nullable;

/** What the relay process serves over HTTP; a relay inside a host serves nothing. */
record HttpSettings(
        @Setting(value = "where the process listens", name = "http.address", usual = "127.0.0.1")
        String address,

        @Setting(
                value = "`0`: a free one; `-1`: none. A relay inside an application serves nothing",
                name = "http.port",
                usual = "8090",
                atLeast = "-1",
                atMost = "65535")
        int port,

        @Setting(
                value = "whoever sends it may see and change dead letters; without one, nobody may over HTTP",
                name = "http.token",
                secret = true)
        @Nullable
        String token) {

    private static final SettingCatalogue CATALOGUE = SettingCatalogue.of(HttpSettings.class);

    HttpSettings {
        CATALOGUE.check(HttpSettings.class, address, port, token);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Http[" + address + ", " + port + "]";
    }
}
