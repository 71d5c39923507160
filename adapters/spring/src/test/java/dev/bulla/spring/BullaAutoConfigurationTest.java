// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Bytes;
import dev.bulla.core.Inspection;
import dev.bulla.core.Suite;
import dev.bulla.kafka.BullaDeserializer;
import dev.bulla.kafka.BullaSerializer;
import dev.bulla.vault.Unlocking;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class BullaAutoConfigurationTest {
    @TempDir
    Path folder;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Metered {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    private static ConfigurableApplicationContext run(Class<?> application, String... arguments) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .run(arguments);
    }

    private Path home() {
        Houses.of(folder.resolve("home"), "alice", "bob").close();
        return folder.resolve("home");
    }

    @Test
    void aHomeIsOpenedAndClosedWithTheApplication() {
        Bulla bulla;
        try (var context = run(Application.class, "--bulla.home=" + home(), "--bulla.as=alice")) {
            bulla = context.getBean(Bulla.class);
            assertThat(context.getBean(Party.class).name()).isEqualTo("alice");
            assertThat(context.getBeansOfType(SealedMessageConverter.class)).isEmpty();
        }
        assertThatThrownBy(() -> bulla.ground().executor().execute(() -> {})).isInstanceOf(RuntimeException.class);
    }

    @Test
    void whatIsMissingIsSaidWithWhatToDo() {
        Path home = home();
        assertThatThrownBy(() -> run(Application.class))
                .hasRootCauseInstanceOf(BullaSetupException.class)
                .rootCause()
                .hasMessageContaining("set bulla.home");
        assertThatThrownBy(() -> run(Application.class, "--bulla.home=" + folder.resolve("none"), "--bulla.as=alice"))
                .rootCause()
                .hasMessageContaining("HOME_MISSING")
                .hasMessageContaining("run bulla init");
        assertThatThrownBy(() -> run(Application.class, "--bulla.home=" + home))
                .rootCause()
                .hasMessageContaining("set bulla.as to one of [alice, bob]");
        assertThatThrownBy(() -> run(Application.class, "--bulla.home=" + home, "--bulla.as=eve"))
                .rootCause()
                .hasMessageContaining("NAME_UNKNOWN");
        assertThat(new BullaSetupAnalyzer()
                        .analyze(new IllegalStateException(new BullaSetupException("no home", "set it")))
                        .getAction())
                .isEqualTo("set it");
    }

    @Test
    void aPassphraseComesFromAFile() throws Exception {
        Path home = folder.resolve("locked");
        try (Bulla made = Bulla.create(home, Unlocking.passphrase("open sesame".toCharArray()))
                .orThrow()) {
            made.home()
                    .createIdentity("alice", List.of(Suite.HYBRID), Instant.now())
                    .orThrow();
        }
        Path file = Files.writeString(folder.resolve("passphrase"), "open sesame\n");
        try (var context =
                run(Application.class, "--bulla.home=" + home, "--bulla.as=alice", "--bulla.passphrase-file=" + file)) {
            assertThat(context.getBean(Party.class).name()).isEqualTo("alice");
        }
    }

    @Test
    void switchedOffThereIsNothing() {
        try (var context = run(Application.class, "--bulla.enabled=false")) {
            assertThat(context.getBeansOfType(Bulla.class)).isEmpty();
            assertThat(context.getBeansOfType(SealedMessageConverter.class)).isEmpty();
        }
    }

    @Test
    void healthGoesDownWithTheHomeAndTheCardAndSaysNoSecrets() throws Exception {
        Path home = home();
        try (var context = run(Application.class, "--bulla.home=" + home, "--bulla.as=alice")) {
            var health = context.getBean(BullaHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsOnlyKeys("statement", "goodUntil");
        }
        try (Bulla old = Bulla.open(home).orThrow()) {
            Instant then = Instant.now().minus(Duration.ofDays(91));
            old.home().createIdentity("late", List.of(Suite.HYBRID), then).orThrow();
            var health = new BullaHealthIndicator(old, old.as("late").orThrow()).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("problem", "CARD_EXPIRED");
        }
        try (Bulla broken = Bulla.open(home).orThrow()) {
            Party alice = broken.as("alice").orThrow();
            List<Path> files;
            try (Stream<Path> all = Files.walk(home)) {
                files = all.filter(file -> file.toString().contains("alice") && Files.isRegularFile(file))
                        .toList();
            }
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                Files.writeString(file, "garbage");
            }
            assertThat(new BullaHealthIndicator(broken, alice).health().getStatus())
                    .isEqualTo(Status.DOWN);
        }
    }

    @Test
    void aWatchCountsInTheApplicationsRegistry() {
        try (var context = run(Metered.class, "--bulla.home=" + home(), "--bulla.as=alice")) {
            context.getBean(Watch.class).deadLettered("orders", DeadLetters.Reason.FAILED);
            assertThat(context.getBean(MeterRegistry.class)
                            .counter("bulla.dead.lettered", "reason", "failed")
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void thePropertiesOfTheGuideConfigureKafka() {
        try (var context = run(
                Application.class,
                "--bulla.home=" + home(),
                "--bulla.as=bob",
                "--spring.kafka.properties.bulla.home=${bulla.home}",
                "--spring.kafka.properties.bulla.from=alice",
                "--spring.kafka.properties.bulla.as=bob",
                "--spring.kafka.properties.bulla.to=bob")) {
            Map<String, Object> properties = new HashMap<>(Binder.get(context.getEnvironment())
                    .bind("spring.kafka.properties", Bindable.mapOf(String.class, String.class))
                    .get());
            try (BullaSerializer<byte[]> serializer = new BullaSerializer<>();
                    BullaDeserializer<byte[]> deserializer = new BullaDeserializer<>()) {
                serializer.configure(properties, false);
                deserializer.configure(properties, false);
                RecordHeaders headers = new RecordHeaders();
                byte[] wire = serializer.serialize("orders", headers, "apples".getBytes(StandardCharsets.UTF_8));
                assertThat(Inspection.looksSealed(Bytes.of(wire))).isTrue();
                assertThat(deserializer.deserialize("orders", headers, wire))
                        .asString()
                        .isEqualTo("apples");
            }
        }
    }
}
