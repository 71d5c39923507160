// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.util.encoders.Hex;

/** The identities of vectors/cast (vectors/README.md): who reads, and whose cards are known. */
final class Cast {
    private final Map<String, VectorFile> files = new HashMap<>();
    private final Map<String, CardReader.Card> cards = new HashMap<>();
    private final Map<String, Identity> identities = new HashMap<>();

    Cast(List<VectorFile> files) {
        for (VectorFile file : files) {
            this.files.put(file.name().replace(".vec", ""), file);
        }
    }

    private VectorFile file(String name) {
        VectorFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("nobody in the cast is called " + name);
        }
        return file;
    }

    /** The identifier of somebody in the cast; what is hex already stays. */
    String identifier(String nameOrHex) {
        return files.containsKey(nameOrHex) ? file(nameOrHex).required("identifier") : nameOrHex;
    }

    /** A name, or NAME@N for the chain cut after statement N. */
    synchronized CardReader.Card card(String reference) throws Refused {
        CardReader.Card card = cards.get(reference);
        if (card == null) {
            card = readCard(reference);
            cards.put(reference, card);
        }
        return card;
    }

    private CardReader.Card readCard(String reference) throws Refused {
        int at = reference.indexOf('@');
        String name = at < 0 ? reference : reference.substring(0, at);
        CardReader.Card card = CardReader.read(file(name).body());
        if (!card.identifier().equals(file(name).required("identifier"))) {
            throw new IllegalArgumentException(name + " has another identifier than its card");
        }
        if (at < 0) {
            return card;
        }
        int last = Integer.parseInt(reference.substring(at + 1));
        return new CardReader.Card(card.identifier(), card.statements().subList(0, last + 1));
    }

    /** An identity with all its KEM keys, each the private half of one in its card. */
    synchronized Identity identity(String name) throws Refused {
        Identity identity = identities.get(name);
        if (identity == null) {
            identity = readIdentity(name);
            identities.put(name, identity);
        }
        return identity;
    }

    private Identity readIdentity(String name) throws Refused {
        CardReader.Card card = card(name);
        List<Kem> kems = new ArrayList<>();
        for (VectorFile.Line line : file(name).lines()) {
            String[] words = line.key().split(" ", -1);
            if (!words[0].equals("kem")) {
                continue;
            }
            Kem key = Kem.of(Integer.decode(words[2]), Hex.decode(line.value()));
            byte[] said =
                    card.statements().get(Integer.parseInt(words[1])).kemKeys.getOrDefault(key.kem(), new byte[0]);
            if (!Arrays.equals(said, key.publicKey())) {
                throw new IllegalArgumentException(name + ": " + line.key() + " is not the key of the card");
            }
            kems.add(key);
        }
        return new Identity(name, card.identifier(), kems);
    }
}
