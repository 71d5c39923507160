// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The rooms of the house and the arrows between them, as data.
 *
 * <p>A new room or library is a line here; an arrow that is not here does not exist. {@code bench} is not on the command's class
 * path: its pom is checked, its classes are not.
 */
class RoomsTest {
    /** In an order in which a room may use earlier rooms only, so the table has no cycle. */
    private static final List<Room> ROOMS = List.of(
            room("testkit", "testkit").libraries("org.junit.jupiter.api."),
            room("core", "core").libraries("org.bouncycastle.", "org.conscrypt.", "com.amazon.corretto."),
            room("interop", "interop").mayUse("core"),
            room("vault", "vault").mayUse("core"),
            room("bulla", "front").mayUse("core", "vault"),
            room("carrier", "carrier").mayUse("core"),
            room("mqtt", "adapters/mqtt")
                    .mayUse("core", "carrier")
                    .libraries("com.hivemq.", "io.reactivex.", "org.reactivestreams."),
            room("amqp", "adapters/amqp")
                    .mayUse("core", "carrier")
                    .libraries("com.rabbitmq.", "org.apache.qpid.", "jakarta.jms."),
            room("cloudevents", "adapters/cloudevents").mayUse("core", "bulla").libraries("io.cloudevents."),
            room("nats", "adapters/nats").mayUse("core", "interop", "carrier").libraries("io.nats."),
            room("kafka", "adapters/kafka")
                    .mayUse("core", "vault", "bulla", "carrier")
                    .libraries("org.apache.kafka."),
            room("spring", "adapters/spring")
                    .mayUse("core", "vault", "bulla", "carrier", "kafka")
                    .libraries("org.springframework.", "io.micrometer."),
            room("node", "node")
                    .mayUse("core", "vault", "bulla", "carrier", "mqtt", "amqp")
                    .libraries("org.apache.activemq.", "org.apache.artemis.", "io.netty."),
            room("cli", "cli")
                    .mayUse("core", "interop", "vault", "bulla", "carrier", "mqtt", "amqp", "nats", "kafka", "node")
                    .libraries("picocli.", "com.fasterxml.jackson."),
            room("bench", "bench")
                    .mayUse(
                            "core", "interop", "vault", "bulla", "carrier", "mqtt", "amqp", "nats", "kafka", "node",
                            "cli")
                    .libraries("org.openjdk.jmh.", "com.google.crypto.tink.", "com.nimbusds."));

    /** What every room may import: the JDK and the null annotations. */
    private static final List<String> EVERYWHERE =
            List.of("java.", "javax.", "org.w3c.dom.", "org.xml.sax.", "com.sun.net.httpserver.", "org.jspecify.");

    /** What core leaves to others: files, sockets, processes, threads, logs. Streams and an Executor it is given are welcome. */
    private static final List<String> OUTSIDE_OF_CORE = List.of(
            "java.io.File",
            "java.io.RandomAccessFile",
            "java.lang.Process",
            "java.lang.System$Logger",
            "java.lang.Thread",
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.util.Timer",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ForkJoin",
            "java.util.concurrent.Scheduled",
            "java.util.concurrent.ThreadPool",
            "java.util.logging.",
            "javax.net.");

    private static final Set<String> CLOCK_READINGS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Instant.now",
            "java.time.InstantSource.system",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.bulla");

    @Test
    void theTableHasNoCycle() {
        Set<String> earlier = new HashSet<>();
        for (Room room : ROOMS) {
            assertThat(earlier).as("rooms before " + room.name()).containsAll(room.uses());
            earlier.add(room.name());
        }
    }

    @Test
    void everyModuleIsARoomOfTheTable() throws Exception {
        assertThat(texts(pom(""), "module"))
                .containsExactlyInAnyOrderElementsOf(
                        ROOMS.stream().map(Room::folder).toList());
    }

    @Test
    void everyPomDeclaresOnlyTheArrowsOfTheTable() throws Exception {
        for (Room room : ROOMS) {
            Set<String> declared = roomsDeclaredBy(room);
            assertThat(room.uses()).as("rooms that %s may use", room.name()).containsAll(declared);
        }
    }

    @Test
    void everyClassFollowsTheArrowsOfTheTable() {
        List<String> wrong = violations(arrow -> {
            JavaClass target = arrow.getTargetClass().getBaseComponentType();
            if (!target.getPackageName().startsWith("dev.bulla")) {
                return false;
            }
            Room from = roomOf(arrow.getOriginClass());
            Room to = roomOf(target);
            return !from.equals(to) && !from.uses().contains(to.name());
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyLibraryIsImportedInItsOneRoom() {
        List<String> wrong = violations(arrow -> {
            JavaClass target = arrow.getTargetClass().getBaseComponentType();
            String name = target.getName();
            return !target.isPrimitive()
                    && !name.startsWith("dev.bulla.")
                    && EVERYWHERE.stream().noneMatch(name::startsWith)
                    && roomOf(arrow.getOriginClass()).imports().stream().noneMatch(name::startsWith);
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void coreTouchesNoFileSocketThreadOrLog() {
        List<String> wrong = violations(arrow -> {
            String name = arrow.getTargetClass().getBaseComponentType().getName();
            return inCore(arrow.getOriginClass())
                    && !name.startsWith("java.lang.ThreadLocal")
                    && OUTSIDE_OF_CORE.stream().anyMatch(name::startsWith);
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlyInteropSignsWithoutALabel() {
        List<String> wrong = violations(arrow -> {
            String origin = roomOf(arrow.getOriginClass()).name();
            return arrow.getTargetClass().getName().equals("dev.bulla.core.Curve25519")
                    && !origin.equals("core")
                    && !origin.equals("interop");
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void coreIsToldTheTime() {
        List<String> readings = CLASSES.stream()
                .filter(RoomsTest::inCore)
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> CLOCK_READINGS.contains(
                        call.getTargetOwner().getName() + "." + call.getTarget().getName()))
                .map(JavaMethodCall::getDescription)
                .toList();
        assertThat(readings).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new ByPackage())
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        Set<String> without = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            boolean marked = type.getPackage()
                    .tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith(NullMarked.class))
                    .orElse(false);
            if (!marked) {
                without.add(type.getPackageName());
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void aRoomWithClassesHasItsJavadocChecked() throws Exception {
        for (Room room : ROOMS) {
            boolean skips = texts(pom(room.folder()), "maven.javadoc.skip").contains("true");
            if (skips && !room.name().equals("bench")) {
                assertThat(CLASSES.stream().filter(type -> roomOf(type).equals(room)))
                        .as("classes of %s, whose pom.xml still says maven.javadoc.skip", room.folder())
                        .allMatch(type -> type.getSimpleName().equals("package-info"));
            }
        }
    }

    private static List<String> violations(Function<Dependency, Boolean> wrong) {
        return CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(wrong::apply)
                .map(Dependency::getDescription)
                .sorted()
                .toList();
    }

    private static boolean inCore(JavaClass type) {
        return roomOf(type).name().equals("core");
    }

    private static Room roomOf(JavaClass type) {
        String[] names = type.getPackageName().split("\\.", -1);
        String name = names.length == 2 ? "bulla" : names[2];
        return named(name);
    }

    private static Room named(String name) {
        return ROOMS.stream()
                .filter(room -> room.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no room " + name + " in the table"));
    }

    /** Artifacts are called {@code bulla-<room>}, the front door {@code bulla}. Test scope is free to use the testkit. */
    private static Set<String> roomsDeclaredBy(Room room) throws Exception {
        Set<String> declared = new TreeSet<>();
        NodeList dependencies = pom(room.folder()).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String artifact = texts(dependency, "artifactId").get(0);
            boolean ours = texts(dependency, "groupId").contains("dev.bulla");
            boolean forTestsOnly = artifact.equals("bulla-testkit")
                    && texts(dependency, "scope").contains("test");
            if (ours && !forTestsOnly) {
                declared.add(artifact.equals("bulla") ? artifact : artifact.substring("bulla-".length()));
            }
        }
        return declared;
    }

    private static Document pom(String folder) throws Exception {
        Path pom =
                Path.of(System.getProperty("bulla.root", "..")).resolve(folder).resolve("pom.xml");
        try (var in = Files.newInputStream(pom)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
    }

    private static List<String> texts(Document document, String tag) {
        return texts(document.getDocumentElement(), tag);
    }

    private static List<String> texts(Element element, String tag) {
        List<String> texts = new ArrayList<>();
        NodeList found = element.getElementsByTagName(tag);
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent().strip());
        }
        return texts;
    }

    private static Room room(String name, String folder) {
        return new Room(name, folder, Set.of(), Set.of());
    }

    private record Room(String name, String folder, Set<String> uses, Set<String> imports) {
        Room mayUse(String... rooms) {
            return new Room(name, folder, Set.of(rooms), imports);
        }

        Room libraries(String... prefixes) {
            return new Room(name, folder, uses, Stream.of(prefixes).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
