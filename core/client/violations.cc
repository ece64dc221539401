#include "core/client/violations.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace natsop::client {
namespace {

constexpr std::size_t kMaxUntold = 1000;
// How long cnats may take to hand an error it knows of to its handler: usually microseconds.
constexpr std::chrono::milliseconds kNewText{1000};
// A repeated text is either old news or on its way; waiting long would slow every flush after it.
constexpr std::chrono::milliseconds kSameText{5};

}  // namespace

std::optional<Violation> parse_violation(std::string_view text) {
  const std::size_t open = text.find('"');
  const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  Violation violation;
  violation.subject = text.substr(open + 1, close - open - 1);
  const std::string_view what = text.substr(0, open);
  if (what.find("ermissions Violation for ") == std::string_view::npos) return std::nullopt;
  violation.kind = what.find("ubscription") == std::string_view::npos ? Violation::Kind::Publish
                                                                      : Violation::Kind::Subscribe;
  return violation;
}

Error violation_error(const Violation& violation) {
  const bool publish = violation.kind == Violation::Kind::Publish;
  return Error(Code::Denied,
               fmt::format("permissions violation: this user may not {} \"{}\"",
                           publish ? "publish to" : "subscribe to", violation.subject))
      .hint(fmt::format("ask for permission to {} it, or log in as another user",
                        publish ? "publish to" : "subscribe to"));
}

void Violations::add(const std::string& text, Violation violation) {
  const std::scoped_lock lock(mutex_);
  ++count_;
  last_text_ = text;
  if (untold_.size() < kMaxUntold) untold_.push_back(std::move(violation));
  arrived_.notify_all();
}

std::optional<Violation> Violations::take(const std::function<bool(const Violation&)>& wanted) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find_if(untold_, wanted);
  if (found == untold_.end()) return std::nullopt;
  Violation violation = std::move(*found);
  untold_.erase(found);
  return violation;
}

void Violations::settle(const std::string& last) {
  std::unique_lock lock(mutex_);
  if (last != last_text_) {
    arrived_.wait_for(lock, kNewText, [&] { return last == last_text_; });
  } else if (count_ == settled_) {
    arrived_.wait_for(lock, kSameText, [&] { return count_ != settled_; });
  }
  settled_ = count_;
}

}  // namespace natsop::client
