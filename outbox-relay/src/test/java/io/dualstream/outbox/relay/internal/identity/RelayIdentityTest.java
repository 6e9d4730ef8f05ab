package io.dualstream.outbox.relay.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
import org.junit.jupiter.api.Test;

class RelayIdentityTest {

    /** A successor looks for these very keys, whatever its other settings are: another key is a lost mark. */
    @Test
    void keysAreMadeOfNameAndSlotAlone() {
        RelayIdentity identity = new RelayIdentity(RelaySettings.builder()
                .postgres("jdbc:postgresql://localhost/shop", "relay", "secret")
                .kafka("localhost:9092")
                .name("shop")
                .build());

        assertThat(identity.cursorKey()).isEqualTo("shop-outbox_relay/cursor");
        assertThat(identity.recoveryKey()).isEqualTo("shop-outbox_relay/recovery");
        assertThat(identity.publicationKey()).isEqualTo("shop-outbox_relay/publication");
        assertThat(identity.retryKey()).isEqualTo("shop-outbox_relay/retry");
        assertThat(identity.passedKey()).isEqualTo("shop-outbox_relay/passed");
        assertThat(identity.liveCursorKey()).isEqualTo("outbox:cursor:shop");
    }
}
