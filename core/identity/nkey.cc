#include "core/identity/nkey.h"

#include <sodium.h>

#include <algorithm>
#include <cstdint>

#include "core/identity/base32.h"

namespace natsop::identity {
namespace {

struct KindRow {
  KeyKind kind;
  std::string_view name;
  char letter;
  unsigned char prefix;
  bool is_public;
};

constexpr std::array kKinds = {
    KindRow{KeyKind::Account, "account", 'A', 0, true},
    KindRow{KeyKind::Cluster, "cluster", 'C', 2 << 3, true},
    KindRow{KeyKind::Server, "server", 'N', 13 << 3, true},
    KindRow{KeyKind::Operator, "operator", 'O', 14 << 3, true},
    KindRow{KeyKind::User, "user", 'U', 20 << 3, true},
    KindRow{KeyKind::Curve, "x25519", 'X', 23 << 3, true},
    KindRow{KeyKind::Private, "private", 'P', 15 << 3, false},
    KindRow{KeyKind::Seed, "seed", 'S', 18 << 3, false},
    KindRow{KeyKind::Unknown, "unknown", 'Z', 25 << 3, false},
};

constexpr unsigned char kKindBits = 0xf8;

const KindRow& row_of(KeyKind kind) { return *std::ranges::find(kKinds, kind, &KindRow::kind); }

/// The public kind a prefix byte stands for; Unknown for every other byte.
KeyKind public_kind(unsigned prefix) {
  for (const auto& row : kKinds) {
    if (row.is_public && row.prefix == prefix) return row.kind;
  }
  return KeyKind::Unknown;
}

Error invalid(std::string_view what) { return {Code::Invalid, "nkeys: " + std::string(what)}; }

std::uint16_t crc16(std::span<const unsigned char> bytes) {
  static constexpr auto kTable = [] {
    std::array<std::uint16_t, 256> table{};
    for (unsigned i = 0; i < table.size(); ++i) {
      unsigned crc = i << 8U;
      for (int bit = 0; bit < 8; ++bit)
        crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
      table[i] = static_cast<std::uint16_t>(crc);
    }
    return table;
  }();
  unsigned crc = 0;
  for (const unsigned char byte : bytes) {
    crc = ((crc << 8U) & 0xffffU) ^ kTable[((crc >> 8U) ^ byte) & 0xffU];
  }
  return static_cast<std::uint16_t>(crc);
}

/// Long enough for a private key with line ends; longer texts are no keys, and need not be read to
/// the end.
constexpr std::size_t kTextMax = 512;

/// Decoded bytes without their checksum, wiped at the end of its life because they may be a seed's.
struct Decoded {
  std::array<unsigned char, kTextMax * 5 / 8 + 5> buffer{};
  std::size_t size = 0;

  Decoded() = default;
  Decoded(const Decoded&) = default;
  Decoded& operator=(const Decoded&) = default;
  ~Decoded() { sodium_memzero(buffer.data(), buffer.size()); }

  [[nodiscard]] std::span<const unsigned char> bytes() const { return {buffer.data(), size}; }
};

Result<Decoded> decode(std::string_view text) {
  if (text.size() > kTextMax) return invalid("invalid encoded key");
  Decoded out;
  NATSOP_TRY(out.size, parse_base32(text, out.buffer));
  if (out.size < 4) return invalid("invalid encoded key");
  out.size -= 2;
  const auto stored =
      static_cast<unsigned>(out.buffer[out.size] | (out.buffer[out.size + 1] << 8U));
  if (stored != crc16(out.bytes())) return invalid("invalid checksum");
  return out;
}

std::string with_checksum(std::span<unsigned char> buffer) {
  const auto body = buffer.first(buffer.size() - 2);
  const auto crc = crc16(body);
  buffer[body.size()] = static_cast<unsigned char>(crc & 0xffU);
  buffer[body.size() + 1] = static_cast<unsigned char>(crc >> 8U);
  return base32(buffer);
}

Secret secret_text(Secret& buffer) {
  auto text = with_checksum(buffer.writable());
  return Secret::take(text);
}

/// The kind a seed's two first bytes name; Unknown when they are no seed's.
KeyKind seed_kind(std::span<const unsigned char> raw) {
  if ((raw[0] & kKindBits) != row_of(KeyKind::Seed).prefix) return KeyKind::Unknown;
  return public_kind(((raw[0] & 7U) << 5U) | ((raw[1] & kKindBits) >> 3U));
}

}  // namespace

std::string_view name_of(KeyKind kind) { return row_of(kind).name; }

KeyKind key_kind(std::string_view name) {
  if (name == "curve") return KeyKind::Curve;
  const auto* row = std::ranges::find(kKinds, name, &KindRow::name);
  return row == kKinds.end() ? KeyKind::Unknown : row->kind;
}

char letter_of(KeyKind kind) { return row_of(kind).letter; }

KeyKind kind_of(std::string_view text) {
  const auto decoded = decode(text);
  if (!decoded) return KeyKind::Unknown;
  const unsigned char first = decoded->buffer[0];
  if (first == row_of(KeyKind::Private).prefix) return KeyKind::Private;
  if ((first & kKindBits) == row_of(KeyKind::Seed).prefix) return KeyKind::Seed;
  return public_kind(first);
}

bool is_public(std::string_view text, KeyKind kind) {
  const auto& row = row_of(kind);
  if (!row.is_public || text.empty()) return false;
  const auto decoded = decode(text);
  return decoded && decoded->size == 33 && (decoded->buffer[0] & kKindBits) == row.prefix;
}

bool is_public(std::string_view text) { return PublicKey::parse(text).has_value(); }

bool is_seed(std::string_view text, std::optional<KeyKind> kind) {
  const auto decoded = decode(text);
  if (!decoded || decoded->size != 34) return false;
  const auto found = seed_kind(decoded->bytes());
  return found != KeyKind::Unknown && (!kind || *kind == found);
}

PublicKey::PublicKey(KeyKind kind, std::span<const unsigned char, 32> bytes) : kind_(kind) {
  std::ranges::copy(bytes, bytes_.begin());
}

Result<PublicKey> PublicKey::parse(std::string_view text) {
  NATSOP_TRY(const auto decoded, decode(text));
  const auto kind = public_kind(decoded.buffer[0]);
  if (kind == KeyKind::Unknown || decoded.size != 33) return invalid("invalid public key");
  return PublicKey(kind, std::span<const unsigned char, 32>(decoded.buffer.data() + 1, 32));
}

Result<PublicKey> PublicKey::parse(std::string_view text, KeyKind kind) {
  NATSOP_TRY(const auto decoded, decode(text));
  const auto& row = row_of(kind);
  if (!row.is_public || (decoded.buffer[0] & kKindBits) != row.prefix)
    return invalid("invalid prefix byte");
  return parse(text);
}

std::string PublicKey::text() const {
  std::array<unsigned char, 35> buffer{};
  buffer[0] = row_of(kind_).prefix;
  std::ranges::copy(bytes_, buffer.begin() + 1);
  return with_checksum(buffer);
}

Result<void> PublicKey::verify(std::string_view data,
                               std::span<const unsigned char> signature) const {
  if (kind_ == KeyKind::Curve) {
    return Error(Code::Unsupported, "nkeys: curve key is not valid for sign/verify");
  }
  start_crypto();
  const auto* message =
      reinterpret_cast<const unsigned char*>(data.data());  // NOLINT: bytes are bytes
  if (signature.size() != crypto_sign_BYTES ||
      crypto_sign_verify_detached(signature.data(), message, data.size(), bytes_.data()) != 0) {
    return Error(Code::Denied, "nkeys: signature verification failed");
  }
  return {};
}

Result<KeyPair> KeyPair::create(KeyKind kind) {
  SystemRandom random;
  return create(kind, random);
}

Result<KeyPair> KeyPair::create(KeyKind kind, Random& random) {
  auto raw = Secret::zeroed(32);
  random.fill(std::as_writable_bytes(raw.writable()));
  return from_raw(kind, raw.bytes());
}

Result<KeyPair> KeyPair::from_seed(std::string_view seed) {
  NATSOP_TRY(const auto decoded, decode(seed));
  const auto kind = seed_kind(decoded.bytes());
  if (kind == KeyKind::Unknown) return invalid("invalid seed");
  return from_raw(kind, decoded.bytes().subspan(2));
}

Result<KeyPair> KeyPair::from_raw(KeyKind kind, std::span<const unsigned char> raw) {
  if (!row_of(kind).is_public) return invalid("invalid prefix byte");
  if (raw.size() != crypto_sign_SEEDBYTES) return invalid("invalid seed length");
  start_crypto();
  std::array<unsigned char, 32> key{};
  if (kind == KeyKind::Curve) {
    if (crypto_scalarmult_base(key.data(), raw.data()) != 0)
      return invalid("not a valid curve seed");
    return KeyPair(PublicKey(kind, key), std::make_shared<const Secret>(raw));
  }
  auto secret = std::make_shared<Secret>(Secret::zeroed(crypto_sign_SECRETKEYBYTES));
  crypto_sign_seed_keypair(key.data(), secret->writable().data(), raw.data());
  return KeyPair(PublicKey(kind, key), std::move(secret));
}

Result<KeyPair> KeyPair::from_public(std::string_view text) {
  NATSOP_TRY(const auto key, PublicKey::parse(text));
  return KeyPair(key, nullptr);
}

Result<Secret> KeyPair::seed() const {
  if (!private_) return invalid("no seed or private key available");
  const unsigned prefix = row_of(kind()).prefix;
  auto buffer = Secret::zeroed(36);
  auto bytes = buffer.writable();
  bytes[0] = static_cast<unsigned char>(row_of(KeyKind::Seed).prefix | (prefix >> 5U));
  bytes[1] = static_cast<unsigned char>((prefix & 31U) << 3U);
  std::ranges::copy(private_->bytes().first(32), bytes.begin() + 2);
  return secret_text(buffer);
}

Result<Secret> KeyPair::private_text() const {
  if (!private_) return invalid("no seed or private key available");
  auto buffer = Secret::zeroed(private_->size() + 3);
  buffer.writable()[0] = row_of(KeyKind::Private).prefix;
  std::ranges::copy(private_->bytes(), buffer.writable().begin() + 1);
  return secret_text(buffer);
}

Result<Signature> KeyPair::sign(std::string_view data) const {
  if (kind() == KeyKind::Curve) {
    return Error(Code::Unsupported, "nkeys: curve key is not valid for sign/verify");
  }
  if (!private_) return invalid("can not sign, no private key available");
  Signature out{};
  const auto* message =
      reinterpret_cast<const unsigned char*>(data.data());  // NOLINT: bytes are bytes
  crypto_sign_detached(out.data(), nullptr, message, data.size(), private_->bytes().data());
  return out;
}

std::string base64url(std::span<const unsigned char> bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
  out.pop_back();  // the terminating zero
  return out;
}

std::string base64url(std::string_view bytes) {
  return base64url(
      {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});  // NOLINT: as above
}

Result<std::string> parse_base64url(std::string_view text) {
  // libsodium takes a few bytes above 127 for `-` and `_`, which would let a changed token pass.
  const bool ascii =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::string out(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  auto* target = reinterpret_cast<unsigned char*>(out.data());  // NOLINT: as above
  if (!ascii ||
      sodium_base642bin(target, out.size(), text.data(), text.size(), "\r\n", &size, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size()) {
    return Error(Code::Invalid, "illegal base64 data");
  }
  out.resize(size);
  return out;
}

}  // namespace natsop::identity
