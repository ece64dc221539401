#include "core/identity/nkey.h"

#include <doctest/doctest.h>

#include <array>
#include <numeric>
#include <vector>

#include "core/identity/base32.h"

using namespace natsop::identity;  // NOLINT: a test of that module

namespace {

/// Fills every byte with '$', as the nonce of the sealing vector.
class Dollars final : public natsop::Random {
 public:
  void fill(std::span<std::byte> out) override {
    for (auto& byte : out) byte = std::byte{0x24};
  }
};

std::array<unsigned char, 32> counting_from(unsigned char first) {
  std::array<unsigned char, 32> raw{};
  std::iota(raw.begin(), raw.end(), first);
  return raw;
}

std::string text_of(const natsop::Result<Secret>& secret) {
  return secret ? std::string(secret->reveal()) : secret.error().message();
}

std::string message_of(const auto& result) { return result ? "" : result.error().message(); }

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

struct Vector {
  KeyKind kind;
  std::string_view name;
  char letter;
  std::string_view seed;
  std::string_view key;
};

constexpr std::string_view kPrivate =
    "PAAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB6A5BA677HTQQXYOXBXIY45F4BGLH4TLDBG5FBVPR3X"
    "EGMQJFKMNYJGWQ";
constexpr std::string_view kHelloSignature =
    "4af8qUqDUSeIW5ni66cz1u5b9dxGPtg4Xrbx3KoRF8DxUXUKEPRvWzeWqRIDV49wLIXGfDNLVomlFihNSZ9xDw";

constexpr Vector kVectors[] = {
    {KeyKind::Operator, "operator", 'O',
     "SOAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H2AJA",
     "OAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3QZVT"},
    {KeyKind::Account, "account", 'A', "SAAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4HYMHI",
     "AAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3QPZV"},
    {KeyKind::User, "user", 'U', "SUAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H776Y",
     "UAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3RLKK"},
    {KeyKind::Server, "server", 'N', "SNAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H2D5U",
     "NAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3RSWB"},
    {KeyKind::Cluster, "cluster", 'C', "SCAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4HYO7Q",
     "CAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3R53J"},
};

constexpr std::string_view kCurveSeed =
    "SXAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H74KM";
constexpr std::string_view kCurveKey = "XCHUBRNNW2HSKYSK4WZBJ2TWPJXMSTMCTU6XWXQ22G5G6PRBHAUF76G7";
constexpr std::string_view kRecipientSeed =
    "SXAEAQKCINCEKRSHJBEUUS2MJVHE6UCRKJJVIVKWK5MFSWS3LROV4XZ47Q";
constexpr std::string_view kRecipientKey =
    "XB42MMPO3YN7TSMPCIBSZXVN2DT2A6JZR7DYNOEMZBDOZCNPQWSRVX6J";

}  // namespace

TEST_CASE("keys of every signing kind match the published vectors") {
  const auto raw = counting_from(0);
  for (const auto& vector : kVectors) {
    CAPTURE(vector.name);
    const auto made = KeyPair::from_raw(vector.kind, raw);
    REQUIRE(made);
    CHECK(text_of(made->seed()) == vector.seed);
    CHECK(made->public_text() == vector.key);
    CHECK(text_of(made->private_text()) == kPrivate);

    const auto read = KeyPair::from_seed(vector.seed);
    REQUIRE(read);
    CHECK(read->kind() == vector.kind);
    CHECK(read->public_key() == made->public_key());
    const auto signature = read->sign("hello");
    REQUIRE(signature);
    CHECK(base64url(*signature) == kHelloSignature);
    CHECK(read->verify("hello", *signature));
    CHECK(message_of(read->verify("hallo", *signature)) == "nkeys: signature verification failed");
    CHECK(message_of(read->verify("hello", std::span(*signature).first(63))) ==
          "nkeys: signature verification failed");

    CHECK(name_of(vector.kind) == vector.name);
    CHECK(key_kind(vector.name) == vector.kind);
    CHECK(letter_of(vector.kind) == vector.letter);
    CHECK(kind_of(vector.key) == vector.kind);
    CHECK(kind_of(vector.seed) == KeyKind::Seed);
    CHECK(is_public(vector.key));
    CHECK_FALSE(is_public(vector.seed));
    CHECK(is_seed(vector.seed));
    CHECK(is_seed(vector.seed, vector.kind));
    CHECK_FALSE(is_seed(vector.seed, KeyKind::Curve));
    CHECK_FALSE(is_seed(vector.key));
    for (const auto& other : kVectors)
      CHECK(is_public(vector.key, other.kind) == (other.kind == vector.kind));
  }
  CHECK(kind_of(kPrivate) == KeyKind::Private);
  CHECK(kind_of("") == KeyKind::Unknown);
  CHECK(key_kind("curve") == KeyKind::Curve);
  CHECK(key_kind("nothing") == KeyKind::Unknown);
}

TEST_CASE("public halves verify and cannot sign") {
  const auto half = KeyPair::from_public(kVectors[0].key);
  REQUIRE(half);
  CHECK_FALSE(half->can_sign());
  CHECK(message_of(half->sign("hello")) == "nkeys: can not sign, no private key available");
  CHECK(message_of(half->seed()) == "nkeys: no seed or private key available");
  CHECK(message_of(half->private_text()) == "nkeys: no seed or private key available");
  const auto signature = parse_base64url(kHelloSignature);
  REQUIRE(signature);
  const auto* bytes =
      reinterpret_cast<const unsigned char*>(signature->data());  // NOLINT: bytes are bytes
  CHECK(half->verify("hello", {bytes, signature->size()}));
}

TEST_CASE("curve keys seal and open as NaCl boxes") {
  const auto sender = KeyPair::from_seed(kCurveSeed);
  const auto recipient = KeyPair::from_seed(kRecipientSeed);
  REQUIRE(sender);
  REQUIRE(recipient);
  CHECK(sender->public_text() == kCurveKey);
  CHECK(recipient->public_text() == kRecipientKey);
  CHECK(text_of(sender->seed()) == kCurveSeed);
  CHECK(text_of(sender->private_text()) ==
        "PAAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB7QT2");
  CHECK(is_curve_key(kCurveKey));

  Dollars dollars;
  const auto sealed = sender->seal("Hello xkeys!", kRecipientKey, dollars);
  REQUIRE(sealed);
  CHECK(hex(*sealed) ==
        "786b76312424242424242424242424242424242424242424242424242f9f8c0e276af640ec7e8acb9d4d097328"
        "10713094b3cedd70ca0f47");
  CHECK(recipient->open(*sealed, kCurveKey).value() == "Hello xkeys!");

  const auto other = sender->seal("Hello xkeys!", kRecipientKey);
  REQUIRE(other);
  CHECK(*other != *sealed);
  CHECK(recipient->open(*other, kCurveKey).value() == "Hello xkeys!");
  CHECK(recipient->open(sender->seal("", kRecipientKey).value(), kCurveKey).value().empty());

  SUBCASE("damage and wrong keys are told apart") {
    CHECK(message_of(recipient->open("xkv1", kCurveKey)) == "nkeys: encrypted input is not valid");
    CHECK(message_of(recipient->open(std::string(28, 'x'), kCurveKey)) ==
          "nkeys: encrypted input is not valid");
    CHECK(message_of(recipient->open(std::string(60, 'x'), kCurveKey)) ==
          "nkeys: encrypted input wrong version");
    CHECK(message_of(recipient->open(*sealed, kVectors[0].key)) ==
          "nkeys: not a valid sender public curve key");
    CHECK(message_of(recipient->open(*sealed, kRecipientKey)) == "nkeys: could not decrypt input");
    CHECK(message_of(sender->seal("x", "nonsense")) ==
          "nkeys: not a valid recipient public curve key");
    for (std::size_t i = 4; i < sealed->size(); ++i) {
      auto damaged = *sealed;
      damaged[i] = static_cast<char>(damaged[i] ^ 1);
      CHECK_FALSE(recipient->open(damaged, kCurveKey));
    }
    for (std::size_t i = 0; i < sealed->size(); ++i)
      CHECK_FALSE(recipient->open(sealed->substr(0, i), kCurveKey));
  }
  SUBCASE("they do nothing else, and other keys do not seal") {
    CHECK(message_of(sender->sign("x")) == "nkeys: curve key is not valid for sign/verify");
    CHECK(message_of(sender->verify("x", {})) == "nkeys: curve key is not valid for sign/verify");
    const auto user = KeyPair::create(KeyKind::User);
    REQUIRE(user);
    CHECK(message_of(user->seal("x", kCurveKey)) == "nkeys: only curve key can seal/open");
    CHECK(message_of(user->open("x", kCurveKey)) == "nkeys: only curve key can seal/open");
    const auto half = KeyPair::from_public(kCurveKey);
    REQUIRE(half);
    CHECK(message_of(half->seal("x", kCurveKey)) ==
          "nkeys: cannot seal no private curve key available");
    CHECK(message_of(half->open("x", kCurveKey)) ==
          "nkeys: cannot open no private curve key available");
  }
}

TEST_CASE("what is no key is refused for the right reason") {
  const std::string user(kVectors[2].key);
  CHECK(message_of(PublicKey::parse("foo!")) == "illegal base32 data at input byte 0");
  CHECK(message_of(PublicKey::parse("OK")) == "nkeys: invalid encoded key");
  CHECK(message_of(PublicKey::parse("")) == "nkeys: invalid encoded key");
  CHECK(message_of(PublicKey::parse(user.substr(0, 54) + "00")) ==
        "illegal base32 data at input byte 54");
  CHECK(message_of(PublicKey::parse(user.substr(0, 54) + "AA")) == "nkeys: invalid checksum");
  CHECK(message_of(PublicKey::parse(kVectors[2].seed)) == "nkeys: invalid public key");
  CHECK(message_of(PublicKey::parse(kPrivate)) == "nkeys: invalid public key");
  CHECK(message_of(PublicKey::parse(user, KeyKind::Account)) == "nkeys: invalid prefix byte");
  CHECK(message_of(PublicKey::parse(user, KeyKind::Seed)) == "nkeys: invalid prefix byte");
  CHECK(message_of(PublicKey::parse(std::string(100000, 'A'))) == "nkeys: invalid encoded key");
  CHECK(PublicKey::parse(user + "\n"));
  CHECK(PublicKey::parse(user.substr(0, 20) + "\r\n" + user.substr(20)));
  CHECK_FALSE(PublicKey::parse(" " + user));

  // Well-formed, and a byte short.
  CHECK_FALSE(is_account_key("AAAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPCCAI"));
  CHECK(message_of(PublicKey::parse("AAAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPCCAI")) ==
        "nkeys: invalid public key");

  CHECK(message_of(KeyPair::from_seed(user)) == "nkeys: invalid seed");
  CHECK(message_of(KeyPair::from_seed(kPrivate)) == "nkeys: invalid seed");
  std::string forced = "SUAMAR5BIQ2AZCPYRTLLK7UGWMGSG2GWD2VPIXBNO7ZIB6TZAU4QAEJS2Q";
  CHECK(KeyPair::from_seed(forced));
  CHECK(is_seed("SUAOTBNEUHZDFJT3EUMELT7MQTP24JF3XVCXQNDSCU74G5IU6VAJBKH5LI"));
  CHECK(is_seed("SUAIO3FHUX5PNV2LQIIP7TZ3N4L7TX3W53MQGEIVYFIGA635OZCKEYHFLM"));
  forced[1] = 'S';
  CHECK_FALSE(KeyPair::from_seed(forced));
  CHECK(message_of(KeyPair::from_raw(KeyKind::User, std::array<unsigned char, 31>{})) ==
        "nkeys: invalid seed length");
  CHECK(message_of(KeyPair::create(KeyKind::Seed)) == "nkeys: invalid prefix byte");
}

TEST_CASE("no single character of a key or seed can change unnoticed") {
  for (const std::string_view text : {kVectors[1].key, kVectors[1].seed, kCurveKey}) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      CHECK(kind_of(text.substr(0, i)) == KeyKind::Unknown);
      for (const char c : std::string_view("AZ27a=\0 ", 8)) {
        std::string changed(text);
        if (changed[i] == c) continue;
        changed[i] = c;
        // The last character of a seed carries two bits that mean nothing.
        if (i + 1 == text.size() &&
            base32(parse_base32(changed).value_or(std::vector<unsigned char>())) == text)
          continue;
        CHECK(kind_of(changed) == KeyKind::Unknown);
      }
    }
  }
}

TEST_CASE("base32 agrees with RFC 4648") {
  const std::pair<std::string_view, std::string_view> kTexts[] = {{"", ""},
                                                                  {"f", "MY======"},
                                                                  {"fo", "MZXQ===="},
                                                                  {"foo", "MZXW6==="},
                                                                  {"foob", "MZXW6YQ="},
                                                                  {"fooba", "MZXW6YTB"},
                                                                  {"foobar", "MZXW6YTBOI======"}};
  for (const auto& [plain, padded] : kTexts) {
    const std::vector<unsigned char> bytes(plain.begin(), plain.end());
    CHECK(base32_padded(bytes) == padded);
    const auto bare = padded.substr(0, std::min(padded.find('='), padded.size()));
    CHECK(base32(bytes) == bare);
    CHECK(base32_size(bytes.size()) == bare.size());
    CHECK(parse_base32(bare).value() == bytes);
  }
  CHECK(message_of(parse_base32("MZXW6===")) == "illegal base32 data at input byte 5");
  CHECK(message_of(parse_base32("MZ\nXw")) == "illegal base32 data at input byte 3");
}

TEST_CASE("base64url refuses what it would not write") {
  CHECK(base64url("") == "");
  CHECK(base64url("\xfb\xff") == "-_8");
  CHECK(parse_base64url("-_8").value() == "\xfb\xff");
  CHECK(parse_base64url("-_\n8\r\n").value() == "\xfb\xff");
  for (const std::string_view bad : {"-_9", "-", "+/8", "-_8=", "-_8 ", "-_8.", "----a", "\xad_8",
                                     "-\xdf"
                                     "8"}) {
    CAPTURE(bad);
    CHECK(message_of(parse_base64url(bad)) == "illegal base64 data");
  }
}

TEST_CASE("secrets move, compare and go away") {
  std::string text = "SUPER";
  Secret first = Secret::take(text);
  CHECK(text.empty());
  CHECK(first.reveal() == "SUPER");
  Secret second = first.copy();
  CHECK(first.equals(second));
  second.writable()[0] = 'T';
  CHECK_FALSE(first.equals(second));
  CHECK_FALSE(first.equals(Secret()));
  CHECK(Secret().equals(Secret(std::string_view())));
  Secret moved = std::move(first);
  CHECK(moved.reveal() == "SUPER");
  moved = std::move(second);
  CHECK(moved.reveal() == "TUPER");
  std::vector<Secret> many;
  for (int i = 0; i < 20000; ++i) many.emplace_back(std::to_string(i));
  many.emplace_back(std::string(100000, 'x'));
  CHECK(many[12345].reveal() == "12345");
  CHECK(many.back().size() == 100000);
}
