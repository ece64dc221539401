#include "core/engine/auth/passwords.h"

#include <crypt.h>

#include <array>
#include <memory>
#include <utility>

#include "core/identity/jwt/digest.h"
#include "core/text/ascii.h"

namespace natsop::engine {

namespace {

// Guesses at speed must not fill the memory.
constexpr std::size_t kMaxWaiting = 16384;
constexpr std::size_t kMaxWaitingOfSource = 1024;
// At the worker; the others wait here, where sources take turns.
constexpr std::size_t kMaxRunning = 2;
constexpr std::size_t kMaxRemembered = 16384;
constexpr std::size_t kKeySize = 32;

std::string random_key(Random& random) {
  std::array<std::byte, kKeySize> bytes{};
  random.fill(bytes);
  std::string key;
  for (const std::byte byte : bytes) {
    key += static_cast<char>(byte);
  }
  return key;
}

}  // namespace

bool is_bcrypt(std::string_view configured) {
  constexpr std::string_view kVariants = "abxy";
  return configured.size() > 7 && configured.starts_with("$2") &&
         kVariants.find(configured[2]) != std::string_view::npos && configured[3] == '$' &&
         text::is_digit(configured[4]) && text::is_digit(configured[5]) && configured[6] == '$';
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) {
    return false;
  }
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  }
  return difference == 0;
}

bool matches_bcrypt(const std::string& hash, const std::string& password) {
  // What crypt() reads ends at the first zero byte; a password with more after it is another one.
  if (password.find('\0') != std::string::npos) {
    return false;
  }
  const auto scratch = std::make_unique<crypt_data>();
  const char* made = ::crypt_r(password.c_str(), hash.c_str(), scratch.get());
  return made != nullptr && equal_in_constant_time(made, hash);
}

Passwords::Passwords(Worker& worker, Random& random) : worker_(worker), key_(random_key(random)) {}

void Passwords::check(const std::string& configured, const std::string& presented,
                      std::string_view source, Done done) {
  if (!is_bcrypt(configured)) {
    return done(equal_in_constant_time(configured, presented));
  }
  const auto hashed = identity::jwt::sha256(key_ + configured + '\0' + presented);
  const std::string digest(hashed.begin(), hashed.end());
  if (right_.contains(digest)) {
    return done(true);
  }
  if (const auto found = waiting_.find(digest); found != waiting_.end()) {
    return found->second.push_back(std::move(done));
  }
  const auto queue = queues_.find(source);
  const std::size_t of_source = queue == queues_.end() ? 0 : queue->second.size();
  if (waiting_.size() >= kMaxWaiting || of_source >= kMaxWaitingOfSource) {
    return done(Error(Code::Denied, "too many passwords wait for being checked"));
  }
  waiting_[digest].push_back(std::move(done));
  if (of_source == 0) {
    turns_.emplace_back(source);
  }
  queues_[std::string(source)].push_back(
      {.digest = digest, .configured = configured, .presented = presented});
  go_on();
}

void Passwords::go_on() {
  while (running_ < kMaxRunning && !turns_.empty()) {
    std::string source = std::move(turns_.front());
    turns_.pop_front();
    const auto queue = queues_.find(source);
    ask(std::move(queue->second.front()));
    queue->second.pop_front();
    if (queue->second.empty()) {
      queues_.erase(queue);
    } else {
      turns_.push_back(std::move(source));
    }
  }
}

void Passwords::ask(Question question) {
  ++running_;
  worker_.run([this, question = std::move(question)] {
    const bool right = matches_bcrypt(question.configured, question.presented);
    return [this, digest = question.digest, right] { finish(digest, right); };
  });
}

void Passwords::finish(const std::string& digest, bool right) {
  --running_;
  if (right) {
    if (right_.size() >= kMaxRemembered) {
      right_.clear();
    }
    right_.insert(digest);
  }
  go_on();
  const auto node = waiting_.extract(digest);
  if (node.empty()) {
    return;
  }
  for (const Done& done : node.mapped()) {
    done(right);
  }
}

}  // namespace natsop::engine
