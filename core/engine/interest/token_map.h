#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/engine/interest/token_hash.h"

namespace natsop::engine {

/// Nodes by their token: open addressing with linear probing, no memory while empty. Node has
/// `token` (text) and `hash` (hash_of(token)), and is owned here.
template <class Node>
class TokenMap {
 public:
  TokenMap() = default;
  TokenMap(const TokenMap&) = delete;
  TokenMap& operator=(const TokenMap&) = delete;
  ~TokenMap() = default;

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] Node* find(std::string_view token) const {
    return size_ == 0 ? nullptr : find(token, hash_of(token));
  }

  [[nodiscard]] Node* find(std::string_view token, std::uint64_t hash) const {
    if (size_ == 0) {
      return nullptr;
    }
    for (std::size_t i = hash & mask();; i = (i + 1) & mask()) {
      Node* node = slots_[i].get();
      if (node == nullptr || (node->hash == hash && same_text(node->token, token))) {
        return node;
      }
    }
  }

  /// The token must not be there yet.
  Node& insert(std::unique_ptr<Node> node) {
    if ((size_ + 1) * 4 > slots_.size() * 3) {
      resize(slots_.empty() ? 2 : slots_.size() * 2);
    }
    ++size_;
    return place(std::move(node));
  }

  /// Destroys the node, which must be there.
  void erase(const Node& node) {
    std::size_t hole = node.hash & mask();
    while (slots_[hole].get() != &node) {
      hole = (hole + 1) & mask();
    }
    slots_[hole].reset();
    // Those after the hole move up when it lies between them and where they belong.
    for (std::size_t i = (hole + 1) & mask(); slots_[i] != nullptr; i = (i + 1) & mask()) {
      const std::size_t home = slots_[i]->hash & mask();
      if (((i - home) & mask()) >= ((i - hole) & mask())) {
        slots_[hole] = std::move(slots_[i]);
        hole = i;
      }
    }
    if (--size_ == 0) {
      std::vector<std::unique_ptr<Node>>().swap(slots_);
    } else if (slots_.size() > kSmall && size_ * 8 < slots_.size()) {
      resize(slots_.size() / 4);
    }
  }

  template <class Visit>
  void each(Visit&& visit) const {
    for (const auto& slot : slots_) {
      if (slot != nullptr) {
        visit(*slot);
      }
    }
  }

 private:
  /// Not worth giving back, in slots.
  static constexpr std::size_t kSmall = 64;

  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }

  Node& place(std::unique_ptr<Node> node) {
    std::size_t i = node->hash & mask();
    while (slots_[i] != nullptr) {
      i = (i + 1) & mask();
    }
    slots_[i] = std::move(node);
    return *slots_[i];
  }

  void resize(std::size_t slots) {
    std::vector<std::unique_ptr<Node>> old(slots);
    old.swap(slots_);
    for (auto& node : old) {
      if (node != nullptr) {
        place(std::move(node));
      }
    }
  }

  std::vector<std::unique_ptr<Node>> slots_;
  std::size_t size_ = 0;
};

}  // namespace natsop::engine
