#pragma once
#include <string>
#include <utility>
#include <vector>

namespace natsop::engine {

/// Strings to build subjects and headers in, lent out for one call each: they keep their room, so
/// that nothing is allocated in the long run, and deliveries within deliveries have their own.
class ScratchPool {
 public:
  class Lent {
   public:
    explicit Lent(ScratchPool& pool) : pool_(pool) {
      if (!pool_.free_.empty()) {
        text_ = std::move(pool_.free_.back());
        pool_.free_.pop_back();
        text_.clear();
      }
    }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() {
      // A huge one, of a huge message, is not kept for ever.
      if (text_.capacity() <= kLargestKept) {
        pool_.free_.push_back(std::move(text_));
      }
    }
    [[nodiscard]] std::string& operator*() { return text_; }
    [[nodiscard]] std::string* operator->() { return &text_; }

   private:
    ScratchPool& pool_;
    std::string text_;
  };

 private:
  static constexpr std::size_t kLargestKept = std::size_t{64} * 1024;
  std::vector<std::string> free_;
};

}  // namespace natsop::engine
