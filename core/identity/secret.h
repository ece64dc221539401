#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace natsop::identity {

/// Starts libsodium once; every function of this module that needs it calls it itself. Ends the
/// process when the library cannot start (no source of randomness), because nothing safe could
/// follow.
void start_crypto();

/// Bytes that must not leak: a seed, a private key, a credentials file.
///
/// They live in libsodium's guarded memory (never swapped or dumped where the system allows it),
/// are wiped when the Secret goes away, and have no conversion to text: `reveal()` is the only way
/// out, and easy to search for. Small secrets share guarded slabs, so that tens of thousands may be
/// alive at once. Movable, not copyable: `copy()` says it. Safe to use from any thread, as far as a
/// std::string is.
class Secret {
 public:
  Secret() = default;
  /// Copies `bytes`; the caller wipes its own.
  explicit Secret(std::string_view bytes);
  explicit Secret(std::span<const unsigned char> bytes);
  /// `size` zero bytes, to be filled through `writable()`.
  [[nodiscard]] static Secret zeroed(std::size_t size);
  /// Copies and then wipes `text`, which is left empty.
  [[nodiscard]] static Secret take(std::string& text);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] Secret copy() const { return Secret(reveal()); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  /// The bytes themselves; valid while this Secret lives. Never log, print or keep what it returns.
  [[nodiscard]] std::string_view reveal() const;
  [[nodiscard]] std::span<const unsigned char> bytes() const { return {data_, size_}; }
  [[nodiscard]] std::span<unsigned char> writable() { return {data_, size_}; }

  /// Compares without telling by its duration where two secrets differ; lengths are not hidden.
  [[nodiscard]] bool equals(const Secret& other) const;

 private:
  void release();

  unsigned char* data_ =
      nullptr;  // from the slabs or sodium_malloc (secret.cc), given back by release()
  std::size_t size_ = 0;
};

/// Wipes a std::string that held a secret for a moment, such as a file just read.
void wipe(std::string& text);

}  // namespace natsop::identity
