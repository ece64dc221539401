#include "core/identity/secret.h"

#include <sodium.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace natsop::identity {
namespace {

// Guard pages around every single secret would cost a dozen system calls each, and exhaust the
// memory maps: secrets share slabs of slots of two sizes.
constexpr std::size_t kKeySize = 64;     // an ed25519 private key, or a seed's text
constexpr std::size_t kFileSize = 4096;  // a key's or a credentials file
constexpr std::size_t kSlabSize = 16 * kFileSize;

/// Guarded memory that ends the process rather than failing.
unsigned char* guarded(std::size_t size) {
  start_crypto();
  void* memory = sodium_malloc(size);
  if (memory == nullptr) std::abort();
  return static_cast<unsigned char*>(memory);
}

/// The free slots of one size. Slabs are kept until the process ends; slots are wiped when given
/// back.
class Slots {
 public:
  explicit Slots(std::size_t size) : size_(size) {}

  unsigned char* take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      unsigned char* slab = guarded(kSlabSize);
      for (std::size_t at = kSlabSize; at > 0; at -= size_) free_.push_back(slab + at - size_);
    }
    unsigned char* slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void give_back(unsigned char* slot) {
    sodium_memzero(slot, size_);
    const std::lock_guard lock(mutex_);
    free_.push_back(slot);
  }

 private:
  const std::size_t size_;
  std::mutex mutex_;
  std::vector<unsigned char*> free_;
};

/// The slots for secrets of `size` bytes; null when they are too large for any. Never destroyed:
/// secrets with static lifetime may outlive any order of destruction.
Slots* slots_for(std::size_t size) {
  static Slots& keys = *std::make_unique<Slots>(kKeySize).release();
  static Slots& files = *std::make_unique<Slots>(kFileSize).release();
  if (size <= kKeySize) return &keys;
  return size <= kFileSize ? &files : nullptr;
}

}  // namespace

void start_crypto() {
  static const bool started = [] {
    if (sodium_init() < 0) std::abort();
    return true;
  }();
  static_cast<void>(started);
}

Secret Secret::zeroed(std::size_t size) {
  Secret out;
  if (size == 0) return out;
  Slots* slots = slots_for(size);
  out.data_ = slots != nullptr ? slots->take() : guarded(size);
  out.size_ = size;
  sodium_memzero(out.data_, size);
  return out;
}

Secret::Secret(std::string_view bytes) : Secret(zeroed(bytes.size())) {
  if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
}

Secret::Secret(std::span<const unsigned char> bytes) : Secret(zeroed(bytes.size())) {
  if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
}

Secret Secret::take(std::string& text) {
  Secret out{std::string_view(text)};
  wipe(text);
  return out;
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() { release(); }

void Secret::release() {
  if (data_ == nullptr) return;
  if (Slots* slots = slots_for(size_); slots != nullptr) {
    slots->give_back(data_);
  } else {
    sodium_free(data_);  // wipes
  }
  data_ = nullptr;
  size_ = 0;
}

std::string_view Secret::reveal() const {
  return {reinterpret_cast<const char*>(data_), size_};  // NOLINT: bytes are bytes
}

bool Secret::equals(const Secret& other) const {
  return size_ == other.size_ && (size_ == 0 || sodium_memcmp(data_, other.data_, size_) == 0);
}

void wipe(std::string& text) {
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace natsop::identity
