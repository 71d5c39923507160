// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks: a password, an nkey, a credentials file. The nkey's signature is made by core's BouncyCastle in place of the library's own. */
class SignInTest {
    /** From the README of nats-io/nkeys: the seed of a user and its public key. */
    private static final String SEED = "SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43IZY";

    private static final String PUBLIC = "UD466L6EBCM3YY5HEGHJANNTN4LSKTSUXTH7RILHCKEQMQHTBNLHJJXT";
    /** From the tests of nats-io/nats.java: another. */
    private static final String OTHER_SEED = "SUAOXETHU4AZD2424VFDTDJ4TOEUSGZIXMRS6F3MSCMHUUORYHNEVM6ADE";

    @TempDir
    Path folder;

    @Test
    void aUserWithTheRightPasswordIsLetIn() throws Exception {
        try (NatsServer server =
                NatsServer.start(folder, "authorization { users = [ { user: till, password: secret } ] }")) {
            NatsAddress address = NatsAddress.parse("nats://till@127.0.0.1:" + server.port());
            char[] password = "secret".toCharArray();
            NatsCarrier.open(
                            address,
                            NatsOptions.builder().password(() -> password).build())
                    .close();
            assertThat(password).containsOnly('\0');
            refused(address, NatsOptions.builder().password("wrong"::toCharArray));
            refused(server.address(), NatsOptions.builder());
        }
    }

    @Test
    void anNkeySignsIn() throws Exception {
        Path seed = Files.writeString(folder.resolve("till.nk"), SEED + "\n");
        Path other = Files.writeString(folder.resolve("other.nk"), OTHER_SEED + "\n");
        try (NatsServer server = NatsServer.start(folder, "authorization { users = [ { nkey: " + PUBLIC + " } ] }")) {
            NatsCarrier.open(server.address("?nkey=" + seed), NatsOptions.standard())
                    .close();
            NatsCarrier.open(server.address(), NatsOptions.builder().nkey(seed).build())
                    .close();
            refused(server.address("?nkey=" + other), NatsOptions.builder());
        }
    }

    @Test
    void aFileThatIsNoKeyIsMisuseAndOneThatIsNotThereIsUnavailable() throws Exception {
        Path nothing = Files.writeString(folder.resolve("nothing"), "nothing\n");
        for (String query : new String[] {"?nkey=", "?creds="}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NatsCarrier.open(
                            NatsAddress.parse("nats://127.0.0.1:1" + query + nothing), NatsOptions.standard()));
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> NatsCarrier.open(
                            NatsAddress.parse("nats://127.0.0.1:1" + query + folder.resolve("missing")),
                            NatsOptions.standard()))
                    .matches(thrown -> thrown.problem() == Problem.STORE_UNAVAILABLE);
        }
    }

    @Test
    void aPasswordDoesNotCrossANetworkUnprotected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NatsCarrier.open(
                        NatsAddress.parse("nats://till@192.0.2.1"),
                        NatsOptions.builder().password("secret"::toCharArray).build()))
                .withMessageContaining("unprotected");
    }

    private static void refused(NatsAddress address, NatsOptions.Builder options) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> NatsCarrier.open(address, options.build()))
                .matches(thrown -> thrown.problem() == Problem.FORBIDDEN);
    }
}
