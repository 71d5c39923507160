// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.core.Problem;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** One run of the demonstration, looked at from several sides, and one through the command. */
class DemoTest {
    private static final List<String> SECRETS =
            List.of("4111 1111", "12/29", "Baker", "London", "apples", "1042", "shop", "billing", "orders", "card");

    private static DemoFacts facts;
    private static Path folder;

    @BeforeAll
    static void runItOnce() {
        try (DemoStage stage = DemoStage.open()) {
            folder = stage.folder();
            DemoStory story = DemoStory.begin(stage);
            DemoFacts.Wire wire = story.send();
            List<DemoFacts.View> views = story.views();
            List<DemoFacts.Attack> attacks = story.attacks(wire.envelope());
            facts = new DemoFacts(story.address(), wire, views, attacks, story.speed(), Duration.ofSeconds(1));
        }
    }

    @Test
    void everythingComesOutAsPromised() {
        assertThat(facts.broken()).isEmpty();
    }

    @Test
    void theWireCarriesNoWordOfTheOrder() {
        String wire = new String(facts.wire().envelope().toArray(), StandardCharsets.ISO_8859_1);
        assertThat(SECRETS).noneMatch(wire::contains);
        assertThat(facts.wire().found()).isEmpty();
        assertThat(facts.wire().seen().recipients()).isEqualTo(3);
        assertThat(facts.wire().seen().parts()).hasSize(3);
        assertThat(facts.wire().seen().totalBytes())
                .isEqualTo(facts.wire().envelope().size());
    }

    @Test
    void eachReaderReadsExactlyItsParts() {
        assertThat(readable("billing")).containsExactly("body", "card");
        assertThat(readable("shipping")).containsExactly("body", "address");
        assertThat(readable("auditor")).containsExactly("body");
        assertThat(facts.views())
                .allSatisfy(view -> assertThat(view.sender()).contains("shop"))
                .allSatisfy(view -> assertThat(view.parts()).hasSize(3));
    }

    @Test
    void everyAttackIsAnsweredAsTheSpecificationSays() {
        assertThat(answers("tamper")).containsExactly("NOT_AUTHENTIC", "NOT_AUTHENTIC", "NOT_AUTHENTIC");
        assertThat(answers("replay")).containsExactly("REPLAYED", "REPLAYED", "REPLAYED");
        assertThat(answers("forge"))
                .containsExactly(
                        "NOT_AUTHENTIC",
                        "NOT_AUTHENTIC",
                        "NOT_AUTHENTIC",
                        "UNTRUSTED_SENDER",
                        "UNTRUSTED_SENDER",
                        "UNTRUSTED_SENDER");
        assertThat(answers("redirect")).containsExactly("WRONG_CONTEXT", "NOT_FOR_ME");
        assertThat(answers("read")).containsExactly("NOT_FOR_ME");
        assertThat(answers("at last")).containsExactly("OPENED", "OPENED", "OPENED");
    }

    @Test
    void theSpeedWasMeasured() {
        assertThat(facts.speed().seals()).isPositive();
        assertThat(facts.speed().opens()).isPositive();
        assertThat(facts.speed().crossing()).isPositive();
    }

    @Test
    void nothingIsLeftBehind() {
        assertThat(folder).doesNotExist();
        URI broker = URI.create("mqtt://" + facts.broker());
        assertThatThrownBy(() -> new Socket(broker.getHost(), broker.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void itFitsOnOneScreen() {
        List<String> lines = screen(new DemoInk(false, true)).lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(43);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
    }

    @Test
    void aPlainTerminalGetsPlainCharacters() {
        assertThat(screen(new DemoInk(false, false))).matches("[\\x20-\\x7e\\n]*");
        assertThat(screen(new DemoInk(true, true)).replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(screen(new DemoInk(false, true)));
    }

    @Test
    void aBrokenPromiseIsNamed() {
        DemoFacts.Attack opened = new DemoFacts.Attack(
                1,
                "tamper",
                "flipped a bit",
                "NOT_AUTHENTIC",
                List.of(new DemoFacts.View("billing", DemoFacts.OPENED, Optional.of("shop"), List.of())));
        DemoFacts.View blind = DemoFacts.View.refused("shipping", Problem.EXPIRED);
        DemoFacts.Wire leaking =
                new DemoFacts.Wire(facts.wire().envelope(), facts.wire().seen(), List.of("4111"), List.of("4111"));
        DemoFacts broken =
                new DemoFacts("", leaking, List.of(blind), List.of(opened), facts.speed(), Duration.ofSeconds(1));
        assertThat(broken.broken()).hasSize(3);
        assertThat(broken.broken().get(0)).contains("4111");
        assertThat(broken.broken().get(1)).contains("shipping").contains("EXPIRED");
        assertThat(broken.broken().get(2)).contains("flipped a bit").contains("OPENED");
    }

    @Test
    void theCommandTellsMachinesTheSame() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.Ends.pipes(),
                Map.of(),
                Path.of(""));
        Call call = new Call(terminal);
        call.answerInJson();

        int status = new CommandLine(new DemoCommand(call)).execute("--no-pause");

        String json = out.toString(StandardCharsets.UTF_8);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(json.lines()).hasSize(1);
        assertThat(json)
                .startsWith("{\"outcome\":\"kept\",\"broken\":[]")
                .contains("\"promised\":\"UNTRUSTED_SENDER\"");
        assertThat(status).isZero();
    }

    private static List<String> readable(String reader) {
        return facts.views().stream()
                .filter(view -> view.reader().equals(reader))
                .flatMap(view -> view.parts().stream())
                .filter(part -> part.text().isPresent())
                .map(DemoFacts.PartView::name)
                .toList();
    }

    private static List<String> answers(String attack) {
        return facts.attacks().stream()
                .filter(each -> each.name().equals(attack))
                .flatMap(each -> each.answers().stream())
                .map(DemoFacts.View::word)
                .toList();
    }

    private static String screen(DemoInk ink) {
        DemoScreen screen = new DemoScreen(ink);
        return String.join(
                "\n",
                screen.wire(facts.broker(), facts.wire()),
                screen.views(facts.views()),
                screen.attacks(facts.attacks()),
                screen.end(facts));
    }
}
