#include <sodium.h>

#include <algorithm>

#include "core/identity/nkey.h"

namespace natsop::identity {
namespace {

constexpr std::string_view kVersion = "xkv1";
constexpr std::size_t kHeadSize = kVersion.size() + crypto_box_NONCEBYTES;

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: bytes are bytes
}

unsigned char* unsigned_bytes(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());  // NOLINT: as above
}

Result<PublicKey> curve_key(std::string_view text, std::string_view role) {
  auto key = PublicKey::parse(text, KeyKind::Curve);
  if (!key) {
    return Error(Code::Invalid, "nkeys: not a valid " + std::string(role) + " public curve key");
  }
  return key;
}

Result<void> check_curve(const KeyPair& pair, std::string_view verb) {
  if (pair.kind() != KeyKind::Curve) {
    return Error(Code::Unsupported, "nkeys: only curve key can seal/open");
  }
  if (!pair.has_seed()) {
    return Error(Code::Invalid,
                 "nkeys: cannot " + std::string(verb) + " no private curve key available");
  }
  return {};
}

}  // namespace

Result<std::string> KeyPair::seal(std::string_view message, std::string_view recipient) const {
  SystemRandom random;
  return seal(message, recipient, random);
}

Result<std::string> KeyPair::seal(std::string_view message, std::string_view recipient,
                                  Random& random) const {
  NATSOP_CHECK(check_curve(*this, "seal"));
  NATSOP_TRY(const auto to, curve_key(recipient, "recipient"));
  std::string out(kHeadSize + crypto_box_MACBYTES + message.size(), '\0');
  std::ranges::copy(kVersion, out.begin());
  unsigned char* nonce = unsigned_bytes(out) + kVersion.size();
  random.fill(std::as_writable_bytes(std::span(nonce, crypto_box_NONCEBYTES)));
  if (crypto_box_easy(unsigned_bytes(out) + kHeadSize, unsigned_bytes(message), message.size(),
                      nonce, to.bytes().data(), private_->bytes().data()) != 0) {
    return Error(Code::Invalid, "nkeys: not a valid recipient public curve key");
  }
  return out;
}

Result<std::string> KeyPair::open(std::string_view sealed, std::string_view sender) const {
  NATSOP_CHECK(check_curve(*this, "open"));
  if (sealed.size() <= kHeadSize)
    return Error(Code::Invalid, "nkeys: encrypted input is not valid");
  if (!sealed.starts_with(kVersion))
    return Error(Code::Invalid, "nkeys: encrypted input wrong version");
  NATSOP_TRY(const auto from, curve_key(sender, "sender"));
  const auto box = sealed.substr(kHeadSize);
  std::string out(box.size() < crypto_box_MACBYTES ? 0 : box.size() - crypto_box_MACBYTES, '\0');
  if (box.size() < crypto_box_MACBYTES ||
      crypto_box_open_easy(unsigned_bytes(out), unsigned_bytes(box), box.size(),
                           unsigned_bytes(sealed.substr(kVersion.size())), from.bytes().data(),
                           private_->bytes().data()) != 0) {
    return Error(Code::Denied, "nkeys: could not decrypt input");
  }
  return out;
}

}  // namespace natsop::identity
