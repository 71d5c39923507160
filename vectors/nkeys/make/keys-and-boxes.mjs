// SPDX-License-Identifier: Apache-2.0
// Makes keys/ and half of boxes/ with NATS' own library for JavaScript, and what is invalid by hand.
// npm install @nats-io/nkeys@2.0.3 && node keys-and-boxes.mjs OUT
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.env.NKEYS_FROM ?? import.meta.url);
const nkeys = require("@nats-io/nkeys");
const out = process.argv[2];
const TOOL = "@nats-io/nkeys 2.0.3, node " + process.version;

const sha = (text) => createHash("sha256").update(text).digest();
const ascii = (bytes) => Buffer.from(bytes).toString("latin1");
function file(name, lines, body = Buffer.alloc(0)) {
  mkdirSync(`${out}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
  const base64 = Buffer.from(body).toString("base64").replace(/.{1,120}/g, "$&\n");
  const head = Object.entries(lines).map(([key, value]) => `${key}: ${value}\n`).join("");
  writeFileSync(`${out}/${name}.vec`, `${head}\n${base64}`);
}
function crc(bytes) {
  let c = 0;
  for (const b of bytes) {
    c ^= b << 8;
    for (let i = 0; i < 8; i++) c = ((c & 0x8000 ? (c << 1) ^ 0x1021 : c << 1) & 0xffff);
  }
  return c;
}
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
function base32(bytes, lastBits = 0) {
  let text = "", held = 0, bits = 0;
  for (const b of bytes) {
    held = ((held << 8) | b) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
  }
  return bits ? text + LETTERS[((held << (5 - bits)) & 31) | lastBits] : text;
}
function encode(prefix, raw, lastBits = 0) {
  const all = [...prefix, ...raw];
  const c = crc(all);
  return base32([...all, c & 0xff, c >> 8], lastBits);
}

// keys that are valid
const PREFIX = { account: 0, user: 0xa0, operator: 0x70, server: 0x68, cluster: 0x10, curve: 0xb8 };
const seedText = (role, raw) => encode([0x90 | (PREFIX[role] >> 5), (PREFIX[role] & 31) << 3], raw);
function key(name, comment, origin, role, seed, expected) {
  const kp = role === "curve" ? nkeys.fromCurveSeed(Buffer.from(seed)) : nkeys.fromSeed(Buffer.from(seed));
  if (ascii(kp.getSeed()) !== seed) throw new Error(name + " " + ascii(kp.getSeed()));
  const pub = kp.getPublicKey();
  if (expected && pub !== expected) throw new Error(name + " " + pub);
  file(`keys/valid/${name}`, { spec: "nkeys.md §2", comment, origin, expect: "valid", role, seed, public: pub });
}
const published = [
  ["readme-user", "nats-io/nkeys README", "user", "SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43IZY", "UD466L6EBCM3YY5HEGHJANNTN4LSKTSUXTH7RILHCKEQMQHTBNLHJJXT"],
  ["js-account", "nkeys.js test/integration_test.ts", "account", "SAAFYOZ5U4UBAJMHPITLSKDWAFBJNWH53K7LPZDQKOC5TXAGBIP4DY4WCA", "AAASUT7FDZDS6UCTBE7JQS2G6KUZBJC5YW7VFVK45JLUK3UDVA6NXJWD"],
  ["js-user", "nkeys.js test/integration_test.ts", "user", "SUAGC3DCMVZHI33SMFWGEZLSORXXEYLMMJSXE5DPOJQWYYTFOJ2G64VAPY", "UAHJLSMYZDJCBHQ2SARL37IEALR3TI7VVPZ2MJ7F4SZKNOG7HJJIYW5T"],
  ["java-user", "nats.java NKeyTests", "user", "SUAOXETHU4AZD2424VFDTDJ4TOEUSGZIXMRS6F3MSCMHUUORYHNEVM6ADE", "UB2YRJYJEFC5GZA5I47TCYYBIXQRAUA6B3MC4SR2WTXNUX6MTYM6BTBP"],
  ["java-server", "nats.java NKeyTests", "server", "SNAH645525YA4PNXHWWS46VNXXQTYAXOPKGHXYAHXZZ43XTDDG2ZQAX7LY", "NBZCD2OSMSDRVYCAI77HUN6A2WNDWNT2DMVVEW66DHNWCDXVOUWRCCK7"],
  ["java-operator", "nats.java NKeyTests", "operator", "SOAF5OP7UPK6XJCMNRYEJRET6YQSOE3FD4I4ERSN6WKHLYUC5AQDCOAFVY", "OA6SJACXYP2QGNLU4QYLJTVRVZPCZEEUNO2UQOVNGXYUPUJJHCVZIZQ2"],
  ["java-cluster", "nats.java NKeyTests", "cluster", "SCAP4LGVURDWVL37AZIM5O47UKANFI6FKBY77HMYF55CKW2XFKLNUBTTFE", "CAO36T42KFA2LMIZ6YHJKPQEJWT5ULYSV633FWBCEJ7MREZPHHC56BSC"],
  ["js-curve", "nkeys.js test/curve_test.ts", "curve", "SXABQYG6TLQOAZSOGFIAPFJ6B5ZPUXKK5USV4UGXTULPGLSNTSZWJPTLEI", "XBJKZV6QJMJAN3H3KFL2NFVJEQ4WW22423DKRNYF4OIB6LWHUC4COBP6"],
  ["rust-curve", "wasmCloud/nkeys src/xkeys.rs, made by Go", "curve", "SXAKIYZX2POLIHZ5W5YZEWVTH24NLEUETBW3TKIVYRSS3GNHFXO5D4JJZM", "XBUJMZHVOPQ2SK5VD3TY4VNBPVU2YFGRLK6EFPEPSMVDUYEBSROWZCEA"],
];
for (const [name, origin, role, seed, pub] of published) key(`published-${name}`, `a ${role}`, origin, role, seed, pub);
for (const role of Object.keys(PREFIX)) {
  for (let n = 0; n < 4; n++) {
    key(`${role}-${n}`, `raw seed SHA-256 of "bulla ${role} ${n}"`, TOOL, role, seedText(role, sha(`bulla ${role} ${n}`)));
  }
}
key("curve-counting", "raw seed 00 01 to 1f", TOOL, "curve", "SXAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H74KM");

// keys that are not
const userSeed = published[0][3], userKey = published[0][4], curveSeed = published[7][3], curveKey = published[7][4];
const raw = sha("bulla user 0");
const good = decode(userKey).subarray(1, 33);
function decode(text) {
  let held = 0, bits = 0; const bytes = [];
  for (const c of text) { held = ((held << 5) | LETTERS.indexOf(c)) & 0xffff; bits += 5; if (bits >= 8) { bits -= 8; bytes.push((held >> bits) & 0xff); } }
  return Buffer.from(bytes);
}
const curveRaw = decode(curveKey).subarray(1, 33);
const P = (1n << 255n) - 19n;
const little = (n) => { const b = Buffer.alloc(32); for (let i = 0; i < 32; i++) b[i] = Number((n >> BigInt(8 * i)) & 255n); return b; };
const with31 = (b, f) => { const c = Buffer.from(b); c[31] = f(c[31]); return c; };
const ORDER8 = little(0xb8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n);
const invalid = {
  seed: {
    "empty": ["nothing", ""],
    "short": ["the last character is missing", userSeed.slice(0, -1)],
    "long": ["one character too many", userSeed + "A"],
    "lower-case": ["the first letter is small", "s" + userSeed.slice(1)],
    "newline": ["a line end in place of the last character", userSeed.slice(0, -1) + "\n"],
    "newline-after": ["a line end after it", userSeed + "\n"],
    "space": ["a space in the middle", userSeed.slice(0, 20) + " " + userSeed.slice(21)],
    "equals": ["padding", userSeed.slice(0, -1) + "="],
    "digit-0": ["a character that is not in base32", userSeed.slice(0, 10) + "0" + userSeed.slice(11)],
    "digit-1": ["a character that is not in base32", userSeed.slice(0, 10) + "1" + userSeed.slice(11)],
    "digit-8": ["a character that is not in base32", userSeed.slice(0, 10) + "8" + userSeed.slice(11)],
    "high-bit": ["a byte above ASCII", Buffer.from(userSeed).map((b, i) => (i === 5 ? b | 0x80 : b))],
    "crc": ["one bit of the checksum", (() => { const d = [...decode(userSeed)]; d[34] ^= 1; return base32(d); })()],
    "crc-big-endian": ["the checksum with its high byte first", (() => { const d = [...decode(userSeed)]; return base32([...d.slice(0, 34), d[35], d[34]]); })()],
    "last-bits-1": ["the last two bits are 1", encode([0x95, 0], raw, 1)],
    "last-bits-2": ["the last two bits are 2", encode([0x95, 0], raw, 2)],
    "low-bits-of-b2": ["b2 is 01", encode([0x95, 1], raw)],
    "mark": ["the first byte says that it is no seed", encode([0x7d, 0], raw)],
    "role-unknown": ["the role Z", encode([0x90 | (0xc8 >> 5), (0xc8 & 31) << 3], raw)],
    "role-module": ["the role M of another project", encode([0x93, 0], raw)],
    "role-service": ["the role V of another project", encode([0x95, 0x40], raw)],
    "role-private": ["the role P", encode([0x90 | (0x78 >> 5), (0x78 & 31) << 3], raw)],
    "role-seed": ["a seed of a seed", encode([0x90 | (0x90 >> 5), (0x90 & 31) << 3], raw)],
    "public": ["a public key", userKey],
    "private": ["a curve key written out", "PBEVILKW5DOTWXGPO6KKZLF7LWB2YAFNC4KC5V4LX77MQ6BKSHZLGV6X"],
  },
  public: {
    "empty": ["nothing", ""],
    "short": ["the last character is missing", userKey.slice(0, -1)],
    "long": ["one character too many", userKey + "A"],
    "long-rust": ["one character too many, published by wasmCloud/nkeys", "SXAKIYZX2POLIHZ5W5YZEWVTH24NLEUETBW3TKIVYRSS3GNHFXO5D4JJZMA"],
    "lower-case": ["the first letter is small", "u" + userKey.slice(1)],
    "newline": ["a line end in place of the last character", userKey.slice(0, -1) + "\n"],
    "crc-js": ["a wrong letter, published by nkeys.js test/curve_test.ts", "XBJKZV6QJMJAN3H3KFL2LFVJEQ4WW22423DKRNYF4OIB6LWHUC4COBP6"],
    "crc": ["one bit of the checksum", (() => { const d = [...decode(userKey)]; d[33] ^= 1; return base32(d); })()],
    "role-unknown": ["the role Z", encode([0xc8], good)],
    "role-module": ["the role M of another project", encode([0x60], good)],
    "role-service": ["the role V of another project", encode([0xa8], good)],
    "role-private": ["the role P", encode([0x78], good)],
    "role-low-bits": ["the prefix b9, which Go takes for a curve key", encode([0xb9], curveRaw)],
    "role-low-bits-user": ["the prefix a7", encode([0xa7], good)],
    "seed": ["a seed", userSeed],
    "ed25519-zero": ["the point of all zeros, of order 4", encode([0xa0], little(0n))],
    "ed25519-neutral": ["the neutral point", encode([0xa0], little(1n))],
    "ed25519-order-2": ["a point of order 2", encode([0xa0], little(P - 1n))],
    "ed25519-not-canonical": ["y is p + 3", encode([0xa0], little(P + 3n))],
    "ed25519-not-on-the-curve": ["no point has y = 2", encode([0xa0], little(2n))],
    "x25519-zero": ["all zeros: everything sealed to it is public", encode([0xb8], little(0n))],
    "x25519-one": ["of low order", encode([0xb8], little(1n))],
    "x25519-minus-one": ["p - 1, of low order", encode([0xb8], little(P - 1n))],
    "x25519-order-8": ["of low order", encode([0xb8], ORDER8)],
    "x25519-p": ["p, which is zero", encode([0xb8], little(P))],
    "x25519-p-plus-one": ["p + 1, which is one", encode([0xb8], little(P + 1n))],
    "x25519-p-plus-nine": ["p + 9, which is the base point", encode([0xb8], little(P + 9n))],
    "x25519-top-bit": ["the top bit is set", encode([0xb8], with31(curveRaw, (b) => b | 0x80))],
  },
};
for (const [kind, cases] of Object.entries(invalid)) {
  for (const [name, [comment, text]] of Object.entries(cases)) {
    file(`keys/invalid/${kind}-${name}`, { spec: "nkeys.md §3", comment, origin: "by hand", kind, expect: "refused MALFORMED" }, Buffer.from(text));
  }
}

// boxes
const curve = (n) => seedText("curve", sha(`bulla curve ${n}`));
const pub = (seed) => nkeys.fromCurveSeed(Buffer.from(seed)).getPublicKey();
function plain(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 32) sha(`bulla plain ${length} ${at}`).copy(bytes, at);
  return bytes;
}
function box(name, comment, origin, sender, recipient, text, sealed) {
  const opened = nkeys.fromCurveSeed(Buffer.from(recipient)).open(sealed, pub(sender));
  if (!opened || Buffer.compare(Buffer.from(opened), text)) throw new Error(name);
  file(`boxes/valid/${name}`, { spec: "nkeys.md §4", comment, origin, expect: "opened", sender, recipient, from: pub(sender), to: pub(recipient), plain: `${text.length} ${createHash("sha256").update(text).digest("hex")}` }, sealed);
}
const zero = Buffer.alloc(24);
const from = "SXAESVBNK3UN2O24Z53ZJLFMX5OYHLAAVULRILWXRO775SDYFKI7FM3J7Y", to = "SXAHMGVNIYUF4CA5G475EN64YWNG32HSIF4MZCPZHV7PAFYTWBE5J5USFE";
const hello = Buffer.from("786b763100000000000000000000000000000000000000000000000067bcc3490003775bb5a7a2a7693366545e98bde595de2f1195bcaa", "hex");
box("published-hello", "hello world, nonce of zeros", "nkeys.js test/curve_test.ts, made by Go", from, to, Buffer.from("hello world"), hello);
box("published-net", "the first of 100", "nkeys.net nkTestGen/test_data.json, made by Go", "SXAEXR4J7455KTC65NQEQXQ2KFRFRI6UZ4OUJQ3WLYEZXVE6VLLW6U4HYI", "SXAL6OYEABEYGAOUPAI325ZGZHT6XDAW6ANHNEL2EETRFDQBNISYRVXEGA", Buffer.from("yg==", "base64"), Buffer.from("eGt2MT+enb3X5kjJMPegcCgxzqL7um0BZLHXZQCr43hUtR0j5JcH4xRF18Zs", "base64"));
const seal = (sender, recipient, text, nonce) => Buffer.from(nkeys.fromCurveSeed(Buffer.from(sender)).seal(text, pub(recipient), nonce));
box("empty", "an empty plaintext, nonce of zeros", TOOL, from, to, Buffer.alloc(0), seal(from, to, Buffer.alloc(0), zero));
for (let n = 0; n < 100; n += 2) {
  const length = (n * (n + 1)) >> 1;
  const nonce = sha(`bulla nonce ${n}`).subarray(0, 24);
  const sealed = seal(curve(n), curve(n + 1), plain(length), nonce);
  box(`size-${String(length).padStart(4, "0")}`, `${length} bytes`, TOOL, curve(n), curve(n + 1), plain(length), sealed);
}

// boxes that do not open
const flip = (at) => { const b = Buffer.from(hello); b[at < 0 ? b.length + at : at] ^= 1; return b; };
const refused = {
  "nothing": ["no bytes", "MALFORMED", Buffer.alloc(0)],
  "only-the-version": ["four bytes", "MALFORMED", hello.subarray(0, 4)],
  "cut-to-43": ["one byte short of an empty plaintext", "MALFORMED", hello.subarray(0, 43)],
  "version-0": ["no version of this format", "MALFORMED", flip(0)],
  "version-2": ["no version of this format", "MALFORMED", flip(2)],
  "version-later": ["xkv0", "VERSION_UNKNOWN", flip(3)],
  "nonce-first": ["first byte of the nonce", "NOT_AUTHENTIC", flip(4)],
  "nonce-last": ["last byte of the nonce", "NOT_AUTHENTIC", flip(27)],
  "mac-first": ["first byte of the mac", "NOT_AUTHENTIC", flip(28)],
  "mac-last": ["last byte of the mac", "NOT_AUTHENTIC", flip(43)],
  "text-first": ["first byte of the ciphertext", "NOT_AUTHENTIC", flip(44)],
  "text-last": ["last byte of the ciphertext", "NOT_AUTHENTIC", flip(-1)],
  "cut-last": ["the last byte is missing", "NOT_AUTHENTIC", hello.subarray(0, hello.length - 1)],
  "cut-to-44": ["the whole ciphertext is missing", "NOT_AUTHENTIC", hello.subarray(0, 44)],
  "one-more": ["a byte of zero after it", "NOT_AUTHENTIC", Buffer.concat([hello, Buffer.alloc(1)])],
  "mac-after": ["the mac stands after the ciphertext", "NOT_AUTHENTIC", Buffer.concat([hello.subarray(0, 28), hello.subarray(44), hello.subarray(28, 44)])],
};
for (const [name, [comment, code, bytes]] of Object.entries(refused)) {
  file(`boxes/invalid/${name}`, { spec: "nkeys.md §4", comment, origin: "by hand, of published-hello", expect: `refused ${code}`, reader: to, from: pub(from) }, bytes);
}
file("boxes/invalid/other-sender", { spec: "nkeys.md §4", comment: "somebody else sealed it", origin: TOOL, expect: "refused NOT_AUTHENTIC", reader: to, from: pub(from) }, seal(curve(0), to, Buffer.from("hello world"), zero));
file("boxes/invalid/other-reader", { spec: "nkeys.md §4", comment: "sealed to somebody else", origin: TOOL, expect: "refused NOT_AUTHENTIC", reader: curve(0), from: pub(from) }, hello);
file("boxes/invalid/to-itself", { spec: "nkeys.md §4", comment: "opened as if the reader had sealed it", origin: "by hand", expect: "refused NOT_AUTHENTIC", reader: to, from: pub(to) }, hello);
