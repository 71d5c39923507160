// SPDX-License-Identifier: Apache-2.0

// Makes the other half of boxes/, and creds/ and jwts/, with NATS' own libraries for Go.
// go get github.com/nats-io/nkeys@v0.4.17 github.com/nats-io/jwt/v2@v2.8.2 && go run boxes-creds-jwts.go OUT
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"
)

var out = os.Args[1]
var tool = "github.com/nats-io/nkeys v0.4.17, jwt/v2 v2.8.2, " + runtime.Version()

func file(name string, lines [][2]string, body []byte) {
	path := filepath.Join(out, name+".vec")
	check(os.MkdirAll(filepath.Dir(path), 0o755))
	var text strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&text, "%s: %s\n", line[0], line[1])
	}
	text.WriteString("\n")
	base64 := base64.StdEncoding.EncodeToString(body)
	for len(base64) > 120 {
		text.WriteString(base64[:120] + "\n")
		base64 = base64[120:]
	}
	if base64 != "" {
		text.WriteString(base64 + "\n")
	}
	check(os.WriteFile(path, []byte(text.String()), 0o644))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func sha(format string, args ...any) []byte {
	sum := sha256.Sum256([]byte(fmt.Sprintf(format, args...)))
	return sum[:]
}

func pair(prefix nkeys.PrefixByte, raw []byte) (nkeys.KeyPair, string, string) {
	seed, err := nkeys.EncodeSeed(prefix, raw)
	check(err)
	kp, err := nkeys.FromSeed(seed)
	if prefix == nkeys.PrefixByteCurve {
		kp, err = nkeys.FromCurveSeed(seed)
	}
	check(err)
	public, err := kp.PublicKey()
	check(err)
	return kp, string(seed), public
}

func plain(length int) []byte {
	var all []byte
	for at := 0; at < length; at += 32 {
		all = append(all, sha("bulla plain %d %d", length, at)...)
	}
	return all[:length]
}

func main() {
	boxes()
	credentials()
}

func boxes() {
	for n := 1; n < 100; n += 2 {
		length := n * (n + 1) / 2
		sender, seed, from := pair(nkeys.PrefixByteCurve, sha("bulla curve %d", n))
		_, other, to := pair(nkeys.PrefixByteCurve, sha("bulla curve %d", n+1))
		box, err := sender.SealWithRand(plain(length), to, bytes.NewReader(sha("bulla nonce %d", n)))
		check(err)
		file(fmt.Sprintf("boxes/valid/size-%04d", length), [][2]string{
			{"spec", "nkeys.md §4"}, {"comment", fmt.Sprintf("%d bytes", length)}, {"origin", tool}, {"expect", "opened"},
			{"sender", seed}, {"recipient", other}, {"from", from}, {"to", to},
			{"plain", fmt.Sprintf("%d %x", length, sha256.Sum256(plain(length)))},
		}, box)
	}
}

type seeds struct {
	account, signer, user, other, operator nkeys.KeyPair
	accountKey, userKey, userSeed          string
}

func credentials() {
	var s seeds
	s.account, _, s.accountKey = pair(nkeys.PrefixByteAccount, sha("bulla account 0"))
	s.signer, _, _ = pair(nkeys.PrefixByteAccount, sha("bulla account 1"))
	s.user, s.userSeed, s.userKey = pair(nkeys.PrefixByteUser, sha("bulla user 0"))
	s.operator, _, _ = pair(nkeys.PrefixByteOperator, sha("bulla operator 0"))
	_, otherSeed, _ := pair(nkeys.PrefixByteUser, sha("bulla user 1"))
	_, curveSeed, _ := pair(nkeys.PrefixByteCurve, sha("bulla curve 0"))
	_, accountSeed, _ := pair(nkeys.PrefixByteAccount, sha("bulla account 0"))

	claims := jwt.NewUserClaims(s.userKey)
	claims.Name = "alice"
	token, err := claims.Encode(s.account)
	check(err)
	valid(token, "plain", "signed by the account", claims, "")

	ending := jwt.NewUserClaims(s.userKey)
	ending.Name = "bob"
	ending.Expires = 4102444800
	ending.IssuerAccount = s.accountKey
	ending.Permissions.Pub.Allow.Add("orders.>")
	ending.Tags.Add("region:north")
	tokenOfSigner, err := ending.Encode(s.signer)
	check(err)
	valid(tokenOfSigner, "signing-key", "signed by a signing key of the account, with an end and permissions", ending, s.accountKey)

	parts := strings.Split(token, ".")
	invalid := func(name, comment, code, token string) {
		file("jwts/invalid/"+name, [][2]string{{"spec", "nkeys.md §7"}, {"comment", comment}, {"origin", tool + ", changed by hand"},
			{"expect", "refused " + code}}, []byte(token))
	}
	b64 := base64.RawURLEncoding.EncodeToString
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	check(err)
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	check(err)
	sign := func(header, body string) string {
		text := b64([]byte(header)) + "." + b64([]byte(body))
		signature, err := s.account.Sign([]byte(text))
		check(err)
		return text + "." + b64(signature)
	}
	header := `{"typ":"JWT","alg":"ed25519-nkey"}`
	swap := func(old, new string) string { return strings.Replace(string(body), old, new, 1) }
	invalid("empty", "nothing", "MALFORMED", "")
	invalid("two-parts", "the signature is missing", "MALFORMED", parts[0]+"."+parts[1])
	invalid("four-parts", "a part too many", "MALFORMED", token+".e30")
	invalid("padding", "a part with =", "MALFORMED", b64([]byte(header))+"."+b64([]byte(swap(`"name":"alice"`, `"name":"ali"`)))+"=."+parts[2])
	invalid("standard-base64", "the signature in the other alphabet", "MALFORMED", parts[0]+"."+parts[1]+"."+strings.NewReplacer("-", "+", "_", "/").Replace(b64(bytes.Repeat([]byte{0xfb, 0xff}, 32))))
	invalid("last-bits", "bits after the signature", "MALFORMED", token[:len(token)-1]+next(token[len(token)-1:]))
	signature[0] ^= 1
	invalid("signature", "one bit of the signature", "NOT_AUTHENTIC", parts[0]+"."+parts[1]+"."+b64(signature))
	signature[0] ^= 1
	invalid("short-signature", "63 bytes", "NOT_AUTHENTIC", parts[0]+"."+parts[1]+"."+b64(signature[:63]))
	invalid("claims", "another name, the old signature", "NOT_AUTHENTIC", parts[0]+"."+b64([]byte(swap("alice", "alicf")))+"."+parts[2])
	invalid("algorithm-none", "not signed at all", "MALFORMED", b64([]byte(`{"typ":"JWT","alg":"none"}`))+"."+parts[1]+".")
	invalid("algorithm-old", "version 1", "MALFORMED", sign(`{"typ":"jwt","alg":"ed25519"}`, string(body)))
	invalid("header-more", "a third member in the header", "MALFORMED", sign(`{"typ":"JWT","alg":"ed25519-nkey","kid":"x"}`, string(body)))
	invalid("member-twice", "a member twice", "MALFORMED", sign(header, swap(`"name":"alice"`, `"name":"alice","name":"bob"`)))
	invalid("after-the-object", "a second object", "MALFORMED", sign(header, string(body)+"{}"))
	invalid("subject-account", "the subject is an account", "MALFORMED", sign(header, swap(s.userKey, s.accountKey)))
	invalid("type", "claims of an account", "MALFORMED", sign(header, swap(`"type":"user"`, `"type":"account"`)))
	invalid("version-1", "version 1", "MALFORMED", sign(header, swap(`"version":2`, `"version":1`)))
	invalid("no-nats", "without the object nats", "MALFORMED", sign(header, swap(`"nats":`, `"other":`)))
	invalid("expires-text", "an end that is no number", "MALFORMED", sign(header, swap(`"name":"alice"`, `"name":"alice","exp":"4102444800"`)))
	invalid("not-an-object", "a list", "MALFORMED", sign(header, "[]"))
	invalid("not-utf8", "a byte that is no text", "MALFORMED", sign(header, swap("alice", "alic\xff")))
	accountClaims := jwt.NewAccountClaims(s.accountKey)
	accountToken, err := accountClaims.Encode(s.operator)
	check(err)
	invalid("of-an-account", "the JWT of an account", "MALFORMED", accountToken)

	creds := func(token, seed string) string {
		text, err := jwt.FormatUserConfig(token, []byte(seed))
		if err != nil { // it refuses what we want to refuse too
			return "-----BEGIN NATS USER JWT-----\n" + token + "\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n" + seed + "\n------END USER NKEY SEED------\n"
		}
		return string(text)
	}
	good := creds(token, s.userSeed)
	kept := func(name, comment, text string) {
		file("creds/valid/"+name, [][2]string{{"spec", "nkeys.md §5"}, {"comment", comment}, {"origin", tool}, {"expect", "valid"},
			{"seed", s.userSeed}, {"user", s.userKey}}, []byte(text))
	}
	kept("plain", "as the library writes it", good)
	kept("crlf", "lines of CR LF", strings.ReplaceAll(good, "\n", "\r\n"))
	kept("bare", "without a word around it", "-----BEGIN NATS USER JWT-----\n"+token+"\n------END NATS USER JWT------\n-----BEGIN USER NKEY SEED-----\n"+s.userSeed+"\n------END USER NKEY SEED------")
	kept("dashes", "three dashes on each side", strings.ReplaceAll(strings.ReplaceAll(good, "------", "---"), "-----", "---"))
	refuse := func(name, comment, code, text string) {
		file("creds/invalid/"+name, [][2]string{{"spec", "nkeys.md §5"}, {"comment", comment}, {"origin", tool + ", changed by hand"},
			{"expect", "refused " + code}}, []byte(text))
	}
	refuse("empty", "nothing", "MALFORMED", "")
	refuse("no-seed", "the JWT alone", "MALFORMED", good[:strings.Index(good, "-----BEGIN USER")])
	refuse("no-jwt", "the seed alone", "MALFORMED", good[strings.Index(good, "-----BEGIN USER"):])
	refuse("not-closed", "the last line is missing", "MALFORMED", good[:strings.Index(good, "------END USER")])
	refuse("order", "the seed first", "MALFORMED", good[strings.Index(good, "-----BEGIN USER"):]+good[:strings.Index(good, "-----BEGIN USER")])
	refuse("three-blocks", "a second seed", "MALFORMED", good+good[strings.Index(good, "-----BEGIN USER"):])
	refuse("two-values", "a block of two lines", "MALFORMED", strings.Replace(good, s.userSeed, s.userSeed+"\n"+s.userSeed, 1))
	refuse("no-value", "a block of no line", "MALFORMED", strings.Replace(good, s.userSeed+"\n", "", 1))
	refuse("other-title", "the block is called otherwise", "MALFORMED", strings.ReplaceAll(good, "NATS USER JWT", "NATS USER TOKEN"))
	refuse("titles-differ", "begins and ends with different titles", "MALFORMED", strings.Replace(good, "END NATS USER JWT", "END USER NKEY SEED", 1))
	refuse("two-dashes", "two dashes", "MALFORMED", strings.Replace(good, "-----BEGIN USER NKEY SEED-----", "--BEGIN USER NKEY SEED--", 1))
	refuse("other-user", "the seed of another user", "MALFORMED", creds(token, otherSeed))
	refuse("curve-seed", "a curve seed", "MALFORMED", creds(token, curveSeed))
	refuse("account-seed", "the seed of the account", "MALFORMED", creds(token, accountSeed))
	refuse("seed-crc", "a wrong letter in the seed", "MALFORMED", strings.Replace(good, s.userSeed, s.userSeed[:20]+next(s.userSeed[20:21])+s.userSeed[21:], 1))
	refuse("jwt-signature", "a JWT that does not verify", "NOT_AUTHENTIC", strings.Replace(good, token, parts[0]+"."+b64([]byte(swap("alice", "alicf")))+"."+parts[2], 1))
	refuse("not-ascii", "a byte above ASCII", "MALFORMED", "\xef\xbb\xbf"+good)
}

func next(letter string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	return string(letters[(strings.Index(letters, letter)+1)%len(letters)])
}

func valid(token, name, comment string, claims *jwt.UserClaims, account string) {
	lines := [][2]string{{"spec", "nkeys.md §7"}, {"comment", comment}, {"origin", tool}, {"expect", "valid"},
		{"issuer", claims.Issuer}, {"subject", claims.Subject}, {"name", claims.Name}, {"issued", fmt.Sprint(claims.IssuedAt)}}
	if claims.Expires != 0 {
		lines = append(lines, [2]string{"expires", fmt.Sprint(claims.Expires)})
	}
	if account != "" {
		lines = append(lines, [2]string{"issuer-account", account})
	}
	file("jwts/valid/"+name, lines, []byte(token))
}
