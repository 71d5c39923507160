// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Problem;
import dev.bulla.core.Suite;
import dev.bulla.core.UnavailableException;
import dev.bulla.mqtt.MqttAddress;
import dev.bulla.mqtt.MqttCarrier;
import dev.bulla.mqtt.MqttOptions;
import dev.bulla.node.BrokerOptions;
import dev.bulla.node.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the demonstration stands on: a broker on a loopback port, a home with the company's services, another with eve's identities,
 * and connections. Everything is in one temporary folder or in memory, and {@link #close} leaves nothing of it behind, whatever was
 * going on; also when another thread calls it, as the end of the process does.
 */
final class DemoStage implements AutoCloseable {
    static final String SUPPORT = "support";
    static final String EVE = "eve";

    private static final Duration LAST_WORK = Duration.ofSeconds(5);

    private final Path folder;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "bulla-demo");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    private DemoStage(Path folder) {
        this.folder = folder;
    }

    /** The parties that speak and read; all but the last two are in the company's home. */
    record Cast(Party shop, Party billing, Party shipping, Party auditor, Party support, Party eve, Party impostor) {}

    static DemoStage open() {
        try {
            return new DemoStage(Files.createTempDirectory("bulla-demo-"));
        } catch (IOException failed) {
            throw unavailable(Problem.STORE_UNAVAILABLE, failed);
        }
    }

    /** The temporary folder. */
    Path folder() {
        return folder;
    }

    /** Begins to do something beside the caller. */
    <T> Future<T> begin(Callable<T> work) {
        return workers.submit(work);
    }

    /** What came of it. */
    static <T> T await(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException) {
                throw (RuntimeException) failed.getCause();
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw unavailable(Problem.FAILED, stop);
        }
    }

    EmbeddedBroker broker() {
        return own(EmbeddedBroker.start(BrokerOptions.standard()));
    }

    /** Makes two homes: the company's services know each other; eve knows their cards, and nobody knows hers. */
    Cast cast() {
        Bulla company = own(Bulla.create(folder.resolve("company")).orThrow());
        Bulla hers = own(Bulla.create(folder.resolve(EVE)).orThrow());
        List<String> services = new ArrayList<>(DemoLetter.READERS);
        services.add(DemoLetter.SHOP);
        services.add(SUPPORT);
        services.forEach(name -> make(company, name));
        make(hers, EVE);
        make(hers, DemoLetter.SHOP);
        for (String reader : DemoLetter.READERS) {
            hers.home()
                    .pin(party(company, reader).card().encoded(), Instant.now())
                    .orThrow();
        }
        return new Cast(
                party(company, DemoLetter.SHOP),
                party(company, DemoLetter.BILLING),
                party(company, DemoLetter.SHIPPING),
                party(company, DemoLetter.AUDITOR),
                party(company, SUPPORT),
                party(hers, EVE),
                party(hers, DemoLetter.SHOP));
    }

    private static void make(Bulla home, String name) {
        home.home().createIdentity(name, List.of(Suite.HYBRID), Instant.now()).orThrow();
    }

    private static Party party(Bulla home, String name) {
        return home.as(name).orThrow();
    }

    /** Connects somebody to the broker. What he refuses is dropped, sealed as it is. */
    MqttCarrier connect(EmbeddedBroker broker) {
        MqttOptions options = MqttOptions.builder()
                .deadLetters((topic, bytes, reason) -> {})
                .drainTimeout(Duration.ofSeconds(1))
                .build();
        return own(MqttCarrier.open(MqttAddress.parse(broker.mqtt().toString()), options));
    }

    private <T extends AutoCloseable> T own(T resource) {
        synchronized (owned) {
            if (!closed) {
                owned.push(resource);
                return resource;
            }
        }
        quietly(resource);
        throw new IllegalStateException("the demonstration was ended");
    }

    /** Whether it was closed, and what fails now fails because of that. */
    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        List<AutoCloseable> last;
        synchronized (owned) {
            if (closed) {
                return;
            }
            closed = true;
            last = List.copyOf(owned);
        }
        try {
            workers.shutdown();
            workers.awaitTermination(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        // Connections before the broker, and it before the homes.
        List<AutoCloseable> carriers =
                last.stream().filter(MqttCarrier.class::isInstance).toList();
        carriers.parallelStream().forEach(DemoStage::quietly);
        last.stream().filter(each -> !carriers.contains(each)).forEach(DemoStage::quietly);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(DemoStage::delete);
        } catch (IOException | UncheckedIOException gone) {
            // What cannot be deleted is in the system's folder for temporary files.
        }
    }

    private static void quietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failed) {
            // The rest is to be closed all the same.
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static UnavailableException unavailable(Problem problem, Exception cause) {
        return new UnavailableException(problem, Duration.ofSeconds(1), cause);
    }
}
