#include "core/identity/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace natsop::identity {

using json::Doc;

std::string ServerAnswer::message() const {
  return data.member("message").is_text() ? data.text_at("/message") : data.dump();
}

std::string ServerAnswer::problem() const {
  switch (kind) {
    case Kind::Done:
      return {};
    case Kind::Refused:
      return fmt::format("server {} responded with error: {}", server_name, text);
    case Kind::Nameless:
      return fmt::format("server responded without server name in info: {}", text);
    case Kind::Empty:
      return fmt::format("server {} responded without data: {}", server_name, text);
    case Kind::Unreadable:
      return fmt::format("failed to parse response: {}", text);
  }
  return {};
}

ServerAnswer read_server_answer(std::string_view payload) {
  ServerAnswer answer;
  const auto doc = Doc::parse(payload);
  if (!doc || !doc->is_object()) {
    answer.kind = ServerAnswer::Kind::Unreadable;
    answer.text =
        fmt::format("{} data: {}", doc ? "not an object" : doc.error().message(), payload);
    return answer;
  }
  answer.server_name = doc->text_at("/server/name");
  answer.server_id = doc->text_at("/server/id");
  if (answer.server_name.empty()) {
    answer.kind = ServerAnswer::Kind::Nameless;
    answer.text = payload;
  } else if (doc->member("error").is_object()) {
    answer.kind = ServerAnswer::Kind::Refused;
    answer.text = doc->text_at("/error/description");
  } else if (doc->member("data").is_null()) {
    answer.kind = ServerAnswer::Kind::Empty;
    answer.text = payload;
  } else {
    answer.data = doc->member("data");
  }
  return answer;
}

std::size_t ResolverReply::done_count() const {
  return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(),
                                                [](const ServerAnswer& a) { return a.done(); }));
}

std::string ResolverReply::silence(std::string_view operation) const {
  if (!answers.empty()) {
    return {};
  }
  return fmt::format("failed to get response to {}: nats: {}", operation,
                     no_responders ? "no responders available for request" : "timeout");
}

/// One window of requests and who has answered them.
class Resolver::Round {
 public:
  Round(Resolver& resolver, std::size_t first, std::size_t count)
      : resolver_(resolver), first_(first), answered_(count) {}

  /// The requests of the window, and a ping behind them while the servers are not known.
  [[nodiscard]] std::vector<ResolverRequest> requests(
      const std::vector<ResolverRequest>& all) const {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first_);
    std::vector<ResolverRequest> window(begin,
                                        begin + static_cast<std::ptrdiff_t>(answered_.size()));
    if (!resolver_.known_) {
      window.push_back({std::string(kPingSubject), ""});
    }
    return window;
  }

  /// Takes a message in; false when everything that is expected is there.
  bool take(const ResolverMessage& message, std::vector<ResolverReply>& replies) {
    if (message.request < answered_.size()) {
      take_answer(message, replies[first_ + message.request], answered_[message.request]);
    } else if (message.request == answered_.size() && !message.no_responders) {
      take_ping(message.payload);
    }
    return !all_done(replies) || lingers();
  }

  /// How long the next answer may take.
  [[nodiscard]] std::chrono::milliseconds patience(
      const std::vector<ResolverReply>& replies) const {
    if (lingers() && all_done(replies)) return resolver_.options_.linger;
    const bool settled = !pinged_.empty() && each_done(replies);
    const auto timeout = resolver_.options_.timeout;
    return settled ? std::min(timeout, std::max(resolver_.options_.grace, timeout / 4)) : timeout;
  }

  void finish(std::vector<ResolverReply>& replies) const {
    for (std::size_t i = 0; i < answered_.size(); ++i) {
      auto& reply = replies[first_ + i];
      reply.complete = servers_known() && is_done(reply, i);
      if (!reply.no_responders) reply.missing = expected() - answered_[i].size();
    }
    resolver_.known_ = servers_known();
    if (!responded_.empty()) {
      // A server without such a resolver answers pings only: it was waited for once, and is not
      // again.
      resolver_.servers_ = responded_;
    }
  }

 private:
  void take_answer(const ResolverMessage& message, ResolverReply& reply,
                   std::set<std::string>& answered) {
    if (message.no_responders) {
      reply.no_responders = true;
      return;
    }
    ServerAnswer answer = read_server_answer(message.payload);
    if (!answer.server_id.empty()) {
      resolver_.servers_.insert(answer.server_id);
      answered.insert(answer.server_id);
      responded_.insert(answer.server_id);
    }
    reply.answers.push_back(std::move(answer));
  }

  void take_ping(const std::string& payload) {
    const auto doc = Doc::parse(payload);
    if (!doc) {
      return;
    }
    const std::string id = doc->text_at("/server/id");
    if (!id.empty()) {
      pinged_.insert(id);
      resolver_.servers_.insert(id);
      const auto claim = doc->unsigned_at("/statsz/active_servers");
      active_ = std::max(active_, claim);
      ++claims_[claim];
    }
  }

  /// True once as many servers answered the ping as any of them says there are.
  [[nodiscard]] bool servers_known() const {
    return resolver_.known_ || (active_ > 0 && pinged_.size() >= active_);
  }

  /// A server that joined its cluster some seconds ago may not be counted by the others yet, so the
  /// first answers that make the number full are not taken for all there are.
  [[nodiscard]] bool lingers() const { return !resolver_.known_ && servers_known(); }

  /// The number of servers that most of them claim; of two the larger one.
  [[nodiscard]] std::uint64_t believed() const {
    std::uint64_t number = 0;
    std::size_t most = 0;
    for (const auto& [claim, servers] : claims_) {
      if (servers < most) continue;
      number = claim;
      most = servers;
    }
    return number;
  }

  /// How many servers there are, for all that is known; those that answered at least.
  [[nodiscard]] std::size_t expected() const {
    return std::max<std::size_t>(believed(), resolver_.servers_.size());
  }

  [[nodiscard]] bool is_done(const ResolverReply& reply, std::size_t index) const {
    return reply.no_responders || answered_[index].size() >= resolver_.servers_.size();
  }

  [[nodiscard]] bool all_done(const std::vector<ResolverReply>& replies) const {
    if (!servers_known()) {
      // Nobody listens on any of the subjects: there is no use in waiting for the ping's answers.
      return std::all_of(replies.begin() + static_cast<std::ptrdiff_t>(first_),
                         replies.begin() + static_cast<std::ptrdiff_t>(first_ + answered_.size()),
                         [](const ResolverReply& reply) { return reply.no_responders; });
    }
    return each_done(replies);
  }

  /// True once all servers that were heard of have answered every request.
  [[nodiscard]] bool each_done(const std::vector<ResolverReply>& replies) const {
    for (std::size_t i = 0; i < answered_.size(); ++i) {
      if (!is_done(replies[first_ + i], i)) {
        return false;
      }
    }
    return true;
  }

  Resolver& resolver_;
  std::size_t first_;
  std::vector<std::set<std::string>> answered_;  // server ids by request
  std::set<std::string> pinged_;
  std::set<std::string> responded_;  // to a request, not just to the ping
  std::uint64_t active_ = 0;         // the largest number of servers that one of them claims
  std::map<std::uint64_t, std::size_t> claims_;  // how many servers claim each number
};

Result<std::vector<ResolverReply>> Resolver::ask(const std::vector<ResolverRequest>& requests) {
  std::vector<ResolverReply> replies(requests.size());
  const std::size_t window = std::max<std::size_t>(options_.window, 1);
  for (std::size_t first = 0; first < requests.size(); first += window) {
    Round round(*this, first, std::min(window, requests.size() - first));
    NATSOP_CHECK(requester_.scatter(
        round.requests(requests), [&] { return round.patience(replies); },
        [&](const ResolverMessage& message) { return round.take(message, replies); }));
    round.finish(replies);
  }
  return replies;
}

Result<ResolverReply> Resolver::ask(const ResolverRequest& request) {
  NATSOP_TRY(auto replies, ask(std::vector<ResolverRequest>{request}));
  return std::move(replies.front());
}

}  // namespace natsop::identity
