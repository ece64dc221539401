#pragma once
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "core/identity/resolver.h"

namespace natsop::identity {

/// Servers with account resolvers, as a Requester. They answer at once and in order; `silent` ones
/// answer pings only. Whether the caller was content or had to wait is in `waited`.
class FakeServers final : public Requester {
 public:
  struct Server {
    std::string name;
    std::map<std::string, std::string> accounts{};  ///< tokens by key
    bool silent = false;
    bool refuses = false;
  };

  Result<void> scatter(const std::vector<ResolverRequest>& requests, const Patience& patience,
                       const std::function<bool(const ResolverMessage&)>& on_message) override {
    ++rounds;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      published.push_back(requests[i]);
      for (auto& message : answers(i, requests[i])) {
        if (!on_message(message)) {
          return {};
        }
      }
    }
    ++waited;
    last_wait = patience();
    return {};
  }

  std::vector<Server> servers;
  std::chrono::milliseconds last_wait{0};         ///< that nothing came for
  std::map<std::size_t, std::size_t> outdated{};  ///< what the ping of a server by index says
  bool may_ping = true;
  bool no_responders = false;
  std::size_t active_servers = 0;  ///< what pings say; 0: as many as there are

  int rounds = 0;
  int waited = 0;
  std::vector<ResolverRequest> published;

 private:
  [[nodiscard]] std::string envelope(std::size_t server, const std::string& rest) const {
    return fmt::format(R"({{"server":{{"name":"{0}","host":"h","id":"N{0}","seq":1}},{1}}})",
                       servers[server].name, rest);
  }

  std::vector<ResolverMessage> answers(std::size_t index, const ResolverRequest& request) {
    if (no_responders) {
      return {{index, "", true}};
    }
    std::vector<ResolverMessage> messages;
    if (request.subject == kPackSubject) {
      for (const auto& [key, token] : servers.front().accounts) {
        messages.push_back({index, key + "|" + token, false});
      }
      messages.push_back({index, "", false});
      return messages;
    }
    for (std::size_t s = 0; s < servers.size(); ++s) {
      if (request.subject == kPingSubject) {
        if (may_ping) {
          const auto own = outdated.find(s);
          const std::size_t active = own != outdated.end() ? own->second
                                     : active_servers == 0 ? servers.size()
                                                           : active_servers;
          messages.push_back(
              {index, envelope(s, fmt::format(R"("statsz":{{"active_servers":{}}})", active)),
               false});
        }
      } else if (!servers[s].silent) {
        messages.push_back({index, envelope(s, answer(servers[s], request)), false});
      }
    }
    return messages;
  }

  static std::string answer(const Server& server, const ResolverRequest& request) {
    if (server.refuses) {
      return R"("error":{"account":"n/a","code":500,"description":"jwt update resulted in error - expected 3 chunks"})";
    }
    if (request.subject == kListSubject) {
      std::string keys;
      for (const auto& [key, token] : server.accounts) {
        keys += fmt::format("{}\"{}\"", keys.empty() ? "" : ",", key);
      }
      return fmt::format("\"data\":[{}]", keys);
    }
    return fmt::format(R"("data":{{"account":"A","code":200,"message":"{}"}})",
                       request.subject == kDeleteSubject ? "deleted 1 accounts" : "jwt updated");
  }
};

}  // namespace natsop::identity
