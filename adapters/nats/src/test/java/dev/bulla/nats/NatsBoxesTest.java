// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import dev.bulla.interop.Nkey;
import dev.bulla.interop.NkeySeed;
import dev.bulla.interop.Xkv1;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pair of programs of NATS' series, one side ours. Keys and box: {@code @nats-io/nkeys} test/curve_test.ts, a box made by the library for Go. */
class NatsBoxesTest {
    private static final String SENDER = "SXAESVBNK3UN2O24Z53ZJLFMX5OYHLAAVULRILWXRO775SDYFKI7FM3J7Y";
    private static final String RECIPIENT = "SXAHMGVNIYUF4CA5G475EN64YWNG32HSIF4MZCPZHV7PAFYTWBE5J5USFE";
    private static final byte[] BOX_OF_GO = HexFormat.of()
            .parseHex("786b7631" + "00".repeat(24) + "67bcc3490003775bb5a7a2a7693366545e98bde595de2f1195bcaa");

    @TempDir
    Path folder;

    private static Xkv1 boxes(String seed) {
        try (NkeySeed parsed = NkeySeed.parse(Secret.of(seed.getBytes(StandardCharsets.US_ASCII)))
                .orThrow()) {
            return Xkv1.of(parsed, bytes -> {});
        }
    }

    private static Message message(Nkey sender, byte[] body) {
        return NatsMessage.builder()
                .subject("secure.data")
                .headers(new Headers().add("sender", sender.text()))
                .data(body)
                .build();
    }

    @Test
    void aProgramInGoIsUnderstoodAndUnderstands() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                Connection connection = server.plain();
                Xkv1 theirs = boxes(SENDER);
                Xkv1 ours = boxes(RECIPIENT)) {
            Subscription subscription = connection.subscribe("secure.data");
            connection.publish(message(theirs.publicKey(), BOX_OF_GO));
            connection.publish(
                    NatsBoxes.standard().seal("secure.data", theirs, ours.publicKey(), Bytes.utf8("hello world")));
            for (int i = 0; i < 2; i++) {
                Message arrived = subscription.nextMessage(Duration.ofSeconds(5));
                assertThat(arrived.getData()).isEqualTo(BOX_OF_GO);
                assertThat(arrived.getHeaders().get("sender"))
                        .containsExactly(theirs.publicKey().text());
                assertThat(NatsBoxes.standard().open(arrived, ours, Set.of(theirs.publicKey())))
                        .isEqualTo(Outcome.good(new NatsBoxes.Opened(theirs.publicKey(), Bytes.utf8("hello world"))));
            }
        }
    }

    @Test
    void whatSomebodyBetweenChangedDoesNotOpen() {
        try (Xkv1 theirs = boxes(SENDER);
                Xkv1 ours = boxes(RECIPIENT)) {
            Set<Nkey> known = Set.of(theirs.publicKey(), ours.publicKey());
            assertThat(problem(message(ours.publicKey(), BOX_OF_GO), ours, known))
                    .isEqualTo(Problem.NOT_AUTHENTIC);
            assertThat(problem(message(theirs.publicKey(), BOX_OF_GO), ours, Set.of()))
                    .isEqualTo(Problem.UNTRUSTED_SENDER);
            assertThat(problem(message(theirs.publicKey(), new byte[0]), ours, known))
                    .isEqualTo(Problem.MALFORMED);
            assertThat(problem(
                            NatsMessage.builder()
                                    .subject("secure.data")
                                    .data(BOX_OF_GO)
                                    .build(),
                            ours,
                            known))
                    .isEqualTo(Problem.MALFORMED);
            for (int i = 4; i < BOX_OF_GO.length; i++) {
                byte[] changed = BOX_OF_GO.clone();
                changed[i] ^= 1;
                assertThat(problem(message(theirs.publicKey(), changed), ours, known))
                        .isEqualTo(Problem.NOT_AUTHENTIC);
            }
        }
    }

    private static Problem problem(Message message, Xkv1 own, Set<Nkey> senders) {
        return NatsBoxes.standard().open(message, own, senders).fold(good -> Problem.FAILED, bad -> bad.problem());
    }
}
